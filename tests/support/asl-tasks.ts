/** The Task states of both workflows, those inside branches too. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';

/** Pauses grow by `BackoffRate` up to `MaxDelaySeconds`; each is drawn between nothing and that. */
export interface Retrier {
  ErrorEquals: string[];
  MaxAttempts: number;
  IntervalSeconds: number;
  BackoffRate: number;
  MaxDelaySeconds: number;
}

export interface Task {
  name: string;
  file: string;
  state: {
    Resource: string;
    Parameters: Record<string, unknown>;
    Retry?: Retrier[];
  };
}

export function tasksOf(): Task[] {
  return ['job', 'delivery'].flatMap((machine) => {
    const file = `statemachine/${machine}.asl.json`;
    return inside(JSON.parse(readFileSync(path.join(PROJECT, file), 'utf8')), file);
  });
}

function inside(value: unknown, file: string): Task[] {
  if (value === null || typeof value !== 'object') return [];
  const states =
    'States' in value
      ? Object.entries(value.States as Record<string, Task['state'] & { Type: string }>)
      : [];
  const own = states.flatMap(([name, state]) =>
    state.Type === 'Task' ? [{ name, file, state }] : [],
  );
  return [...own, ...Object.values(value).flatMap((one) => inside(one, file))];
}
