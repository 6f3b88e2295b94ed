import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL } from './project.ts';
import { hasCode } from './system-error.ts';

/** Serialises set-up between processes of this checkout. */
export async function withSetUpLock<T>(work: () => Promise<T>): Promise<T> {
  return withLock(path.join(LOCAL, 'set-up.lock'), work);
}

/** Serialises osls, whose working folders in the checkout cannot be moved. */
export async function withPackagingLock<T>(work: () => Promise<T>): Promise<T> {
  return withLock(path.join(LOCAL, 'packaging.lock'), work);
}

/** A lock file holds its owner's pid; the lock of a dead process is taken over. */
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
    // Only ESRCH means a dead owner; a missing file means that the lock was just released.
    return !hasCode(error, 'ESRCH');
  }
}
