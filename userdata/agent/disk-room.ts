/**
 * Room for audio on the disk: a job whose file does not fit says so, instead of filling the disk. The
 * slots of a pool's machine share the disk, so that a file waits for the one before it.
 */
import { closeSync, openSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { Transferring } from './transfer.ts';

/** Left free on the disk, for checkpoints and logs. */
const RESERVE_BYTES = 1024 ** 3;

/** Between two looks whether another file is gone. */
const PAUSE_MS = 2000;

/** Sizes that files of this process will have. One that was removed counts no more. */
const promised = new Map<string, number>();

/** Bytes that a new file in the folder may have, whatever other files need. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return Math.max(0, bavail * bsize - RESERVE_BYTES);
}

/**
 * Creates the file, empty, once there is room for so many bytes. Waits for files of other jobs.
 * @throws JobFailure DiskTooSmall if there is no other file to wait for
 */
export async function takeRoom(
  file: string,
  bytes: number,
  { clock, signal, onProgress }: Pick<Transferring, 'clock' | 'signal' | 'onProgress'>,
): Promise<void> {
  for (;;) {
    // Look and file in one turn: no other job comes between.
    const { free, isShared } = roomFor(file);
    if (bytes <= free) {
      closeSync(openSync(file, 'w', 0o600));
      promised.set(file, bytes);
      return;
    }
    if (!isShared) throw diskTooSmall(free, bytes);
    onProgress();
    await clock.sleep(PAUSE_MS, signal);
  }
}

/** Keeps room for a file that is there. @throws JobFailure DiskTooSmall, also while it is shared */
export function promiseRoom(file: string, bytes: number): { free: number } {
  const { free } = roomFor(file);
  if (bytes > free) throw diskTooSmall(free, bytes);
  promised.set(file, bytes);
  return { free };
}

/** Bytes that the file may have beside what others still lack, and whether there are others. */
function roomFor(file: string): { free: number; isShared: boolean } {
  promised.delete(file);
  const others = [...promised].flatMap(([other, bytes]) => {
    const there = statSync(other, { throwIfNoEntry: false });
    if (there) return [Math.max(0, bytes - there.size)];
    promised.delete(other);
    return [];
  });
  // What a crashed agent has left of the file is overwritten.
  const left = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const toCome = others.reduce((sum, bytes) => sum + bytes, 0);
  const free = Math.max(0, freeBytes(dirname(file)) + left - toCome);
  return { free, isShared: others.length > 0 };
}

/** @param free bytes that the file might have had. @param bytes its size, if it is known */
export function diskTooSmall(free: number, bytes?: number): JobFailure {
  const audio = bytes === undefined ? 'The audio' : `The audio has ${bytes} bytes and`;
  return new JobFailure(
    'DiskTooSmall',
    `${audio} does not fit on the machine's disk, which has room for ${free} bytes of audio; nothing was transcribed. Create a new job with the recording as Opus or MP3, or ask an operator for a larger disk.`,
  );
}

/** What a failed write means: DiskTooSmall if the disk is full, else the error as it is. */
export function writeProblem(error: unknown, file: string): unknown {
  const isFull =
    error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code));
  return isFull ? diskTooSmall(freeBytes(dirname(file))) : error;
}
