/** Where the state of a submission lies, and who alone may write it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL } from '../../computer/project.ts';

/**
 * Named by what is submitted, where to, and with which options: the same words go on with the same
 * state, others have their own.
 */
export function stateFile(of: { apiUrl: string; source: string; options: object }): string {
  const named = JSON.stringify([of.apiUrl, of.source, of.options]);
  const name = createHash('sha256').update(named).digest('hex').slice(0, 32);
  return path.join(LOCAL, 'submit', `${name}.jsonl`);
}

/** Thrown while another process works with the same state. */
export class AlreadyRunning extends Error {
  constructor(pid: string) {
    super(
      `The same submission runs already (process ${pid}). Wait for it, or end it, and try again.`,
    );
    this.name = 'AlreadyRunning';
  }
}

/** Takes the state for this process; that of a killed one is taken over. @throws AlreadyRunning */
export function takeState(file: string): { release: () => void } {
  const lock = `${file}.lock`;
  mkdirSync(path.dirname(lock), { recursive: true, mode: 0o700 });
  const holder = heldBy(lock);
  if (holder !== undefined) throw new AlreadyRunning(holder);
  rmSync(lock, { force: true });
  try {
    writeFileSync(lock, `${process.pid} ${startOf(`${process.pid}`)}`, { flag: 'wx' });
  } catch {
    throw new AlreadyRunning(heldBy(lock) ?? 'another');
  }
  return { release: () => rmSync(lock, { force: true }) };
}

/** The pid of the living process that has the lock. */
function heldBy(lock: string): string | undefined {
  const [, pid, start] = /^(\d+) (.+)$/s.exec(textOf(lock)) ?? [];
  return pid !== undefined && startOf(pid) === start ? pid : undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** When a process began: a pid alone may be that of a later process. Empty for one that has ended. */
function startOf(pid: string): string {
  const asked = ['-o', 'stat=,lstart=', '-p', pid];
  const { stdout } = spawnSync('ps', asked, { encoding: 'utf8' });
  // A zombie has ended, and where nothing waits for it, it stays.
  const [, state = 'Z', start = ''] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout) ?? [];
  return state.startsWith('Z') ? '' : start;
}
