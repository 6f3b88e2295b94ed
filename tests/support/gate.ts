/** A file that a program of a test waits for: whatever is to happen before has its time. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atWorkerEnd } from './worker-end.ts';

export interface Gate {
  /** Not there until it is opened. */
  readonly file: string;
  readonly open: () => void;
}

export function gate(): Gate {
  const file = path.join((folder ??= temporaryFolder()), randomUUID());
  return { file, open: () => writeFileSync(file, '') };
}

let folder: string | undefined;

function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'spotscribe-gates-'));
  atWorkerEnd(() => {
    rmSync(made, { recursive: true });
    return Promise.resolve();
  });
  return made;
}
