import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL } from './project.ts';
import { hasCode } from './system-error.ts';

const FILE = path.join(LOCAL, 'set-up.lock');

/**
 * Lets one process of this checkout at a time do set-up; the others wait, and then find it done.
 * A lock whose process is gone is taken over.
 */
export async function withSetUpLock<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(LOCAL, { recursive: true });
  while (!tryLock()) await sleep(100);
  try {
    return await work();
  } finally {
    rmSync(FILE, { force: true });
  }
}

function tryLock(): boolean {
  try {
    writeFileSync(FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHolderAlive()) rmSync(FILE, { force: true });
    return false;
  }
}

function isHolderAlive(): boolean {
  try {
    return process.kill(Number(readFileSync(FILE, 'utf8')), 0);
  } catch (error) {
    // Only ESRCH says that nobody holds it; a file that is gone was given back just now.
    return !hasCode(error, 'ESRCH');
  }
}
