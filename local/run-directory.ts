import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL } from '../computer/project.ts';
import { hasCode } from '../computer/system-error.ts';

/** Files of one cloud: objects, logs, instances. */
export interface RunDirectory {
  readonly path: string;
  readonly logs: string;
  readonly instances: string;
  readonly containers: string;
  readonly temporary: string;
  /** State of the emulator, S3 objects included. */
  readonly data: string;
  remove(): void;
}

/** Creates a run directory; removes those of killed clouds. */
export function makeRunDirectory(wanted?: string): RunDirectory {
  removeAbandoned(path.join(LOCAL, 'run'));
  const root = wanted ?? path.join(LOCAL, 'run', randomBytes(4).toString('hex'));
  const below = (name: string) => path.join(root, name);
  for (const name of ['logs', 'instances', 'containers', 'tmp', 'data']) {
    mkdirSync(below(name), { recursive: true, mode: 0o700 });
  }
  // Function bundles are unpacked below tmp: a "type": "module" further up would make Node load
  // their CommonJS as ES modules, and every function would fail at start.
  writeFileSync(below('package.json'), '{"type":"commonjs"}\n');
  writeFileSync(below('pid'), String(process.pid));
  return {
    path: root,
    logs: below('logs'),
    instances: below('instances'),
    containers: below('containers'),
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
