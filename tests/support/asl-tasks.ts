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

/** The Parameters of a state, as Step Functions resolves them. */
export function resolved(value: unknown, input: unknown, { token }: { token: string }): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((one) => resolved(one, input, { token }));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), evaluated(String(one), input, token)]
        : [name, resolved(one, input, { token })],
    ),
  );
}

/** The expressions that the definitions use: the token, a path, and a format of one path. */
function evaluated(expression: string, input: unknown, token: string): unknown {
  if (expression === '$$.Task.Token') return token;
  const format = /^States\.Format\('(.*)\{\}', (\$.*)\)$/.exec(expression);
  if (format) return `${format[1] ?? ''}${String(at(format[2] ?? '', input))}`;
  return at(expression, input);
}

function at(path: string, input: unknown): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], input);
}
