import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL } from './project.ts';
import { hasCode } from './system-error.ts';

/** Lets one process of this checkout at a time do set-up; the others wait, and then find it done. */
export async function withSetUpLock<T>(work: () => Promise<T>): Promise<T> {
  return withLock(path.join(LOCAL, 'set-up.lock'), work);
}

/** As `withSetUpLock`, for what uses the folders that osls has in a checkout: it knows of no others. */
export async function withPackagingLock<T>(work: () => Promise<T>): Promise<T> {
  return withLock(path.join(LOCAL, 'packaging.lock'), work);
}

/** A lock whose process is gone is taken over. */
async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(LOCAL, { recursive: true });
  while (!tryLock(file)) await sleep(100);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHolderAlive(file)) rmSync(file, { force: true });
    return false;
  }
}

function isHolderAlive(file: string): boolean {
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 0);
  } catch (error) {
    // Only ESRCH says that nobody holds it; a file that is gone was given back just now.
    return !hasCode(error, 'ESRCH');
  }
}
