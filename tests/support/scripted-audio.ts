/**
 * Audio for the stub engine, where a job's way is the subject and not its text: the job takes a tenth
 * of the processor time, and as long as the test wants.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scriptAudio, segmentsOf, type Script } from '../../chaos/script.ts';
import { gate } from './gate.ts';
import { atWorkerEnd } from './worker-end.ts';

/** Done at once. */
export const SHORT: Script = {
  title: 'kvarnhjul malde långsamt vidare',
  windows: 1,
  paceSeconds: 0,
};
/** Takes long enough to be disturbed. */
export const LONG: Script = {
  title: 'sedan talade ordföranden länge',
  windows: 20,
  paceSeconds: 0.2,
};

/** The text of its transcript. */
export function textOfScript(script: Script): string {
  return segmentsOf(script).join(' ');
}

export interface Held {
  readonly script: Script;
  /** The job goes on to its end, also in a later attempt. */
  readonly letGo: () => void;
}

/** Works on all but the last window, and on that when it is let go: whatever is to happen meanwhile has its time. */
export function held(script: Script = LONG): Held {
  const { file, open } = gate();
  return { script: { ...script, untilFile: file }, letGo: open };
}

let folder: string | undefined;
const files = new Map<Script, string>();

/** Its audio as a file, which is removed when the worker ends. */
export function scriptFile(script: Script): string {
  const known = files.get(script);
  if (known !== undefined) return known;
  const file = path.join((folder ??= temporaryFolder()), `${files.size}.wav`);
  writeFileSync(file, scriptAudio(script));
  files.set(script, file);
  return file;
}

function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'spotscribe-scripts-'));
  atWorkerEnd(() => {
    rmSync(made, { recursive: true });
    return Promise.resolve();
  });
  return made;
}
