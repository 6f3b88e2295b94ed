import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL } from '../computer/project.ts';
import { hasCode } from '../computer/system-error.ts';

/** Everything one cloud writes: objects, logs, instances. */
export interface RunDirectory {
  readonly path: string;
  readonly logs: string;
  readonly instances: string;
  readonly temporary: string;
  /** Where the emulator keeps objects and its other state. */
  readonly data: string;
  remove(): void;
}

/** Makes a run directory; those of clouds that were killed are cleared away. */
export function makeRunDirectory(wanted?: string): RunDirectory {
  removeAbandoned(path.join(LOCAL, 'run'));
  const root = wanted ?? path.join(LOCAL, 'run', randomBytes(4).toString('hex'));
  const below = (name: string) => path.join(root, name);
  for (const name of ['logs', 'instances', 'tmp', 'data']) {
    mkdirSync(below(name), { recursive: true, mode: 0o700 });
  }
  // Function bundles are unpacked below tmp: a "type": "module" further up would make Node read
  // their CommonJS as ES modules, and every function would die at its start.
  writeFileSync(below('package.json'), '{"type":"commonjs"}\n');
  writeFileSync(below('pid'), String(process.pid));
  return {
    path: root,
    logs: below('logs'),
    instances: below('instances'),
    temporary: below('tmp'),
    data: below('data'),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

function removeAbandoned(runs: string): void {
  if (!existsSync(runs)) return;
  for (const name of readdirSync(runs)) {
    const directory = path.join(runs, name);
    if (isAbandoned(path.join(directory, 'pid')))
      rmSync(directory, { recursive: true, force: true });
  }
}

function isAbandoned(pidFile: string): boolean {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}
