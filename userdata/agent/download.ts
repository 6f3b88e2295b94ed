/**
 * The audio, from its signed address to a file. A broken connection is taken up where it broke
 * (`Range`, RFC 9110 section 14), as the audio of a long meeting is gigabytes.
 */
import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { JobFailure } from '../../core/job-errors.ts';
import type { Clock } from './clock.ts';
import { HttpStatusError, isPassing, isRefused } from './http-status.ts';
import type { Lease } from './lease.ts';
import { pauseBefore } from './retry.ts';

/** Tries in a row that brought not one new byte, before the download is given up. */
const FRUITLESS_TRIES = 8;

export interface Downloading {
  lease: Lease;
  file: string;
  /** Called for each piece that arrived. */
  onProgress: () => void;
  /** A connection that says nothing for so long is taken for broken. */
  silenceMs: number;
  clock: Clock;
  signal: AbortSignal;
}

export interface Downloaded {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** @throws JobFailure AudioMissing if the object is gone or is not the one that the job was created with. */
export async function download(how: Downloading): Promise<Downloaded> {
  const { audio } = await how.lease.order(how.signal);
  const file = await open(how.file, 'w', 0o600);
  try {
    const copy: Copy = { file, hash: createHash('sha256'), bytes: 0, expected: audio.bytes };
    for (let fruitless = 0; copy.bytes < copy.expected;) {
      const before = copy.bytes;
      const problem = await fetchMore(how, copy);
      if (problem === undefined) continue;
      fruitless = copy.bytes > before ? 1 : fruitless + 1;
      if (fruitless > FRUITLESS_TRIES) throw problem;
      const pause = pauseBefore(fruitless, { firstPauseMs: 100, longestPauseMs: 5000 });
      await how.clock.sleep(pause, how.signal);
    }
    return { bytes: copy.bytes, sha256: copy.hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** What is on the disk so far. */
interface Copy {
  file: FileHandle;
  hash: Hash;
  bytes: number;
  expected: number;
  /** Of the object that the bytes are from: another one must not be glued to them. */
  etag?: string | null;
}

/** One request, for what is missing; the problem, if it is one that may pass. */
async function fetchMore(how: Downloading, copy: Copy): Promise<Error | undefined> {
  try {
    await oneRequest(how, copy);
    return undefined;
  } catch (error) {
    how.signal.throwIfAborted();
    if (isRefused(error)) await how.lease.renew(how.signal);
    else if (isStatus(error, 404)) throw new JobFailure('AudioMissing', undefined, error);
    else if (isStatus(error, 416)) throw replaced();
    else if (!isBrokenTransfer(error)) throw error;
    return error as Error;
  }
}

async function oneRequest(how: Downloading, copy: Copy): Promise<void> {
  const { audio } = await how.lease.order(how.signal);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new SilentConnection()), how.silenceMs);
  try {
    const answer = await fetch(audio.url, {
      headers: copy.bytes > 0 ? { range: `bytes=${copy.bytes}-` } : {},
      signal: AbortSignal.any([how.signal, silence.signal]),
    });
    if (!answer.ok || answer.body === null) throw new HttpStatusError(answer.status);
    checkSameObject(copy, answer);
    const pieces: AsyncIterable<Uint8Array> = answer.body;
    for await (const piece of pieces) {
      timer.refresh();
      await append(copy, piece);
      how.onProgress();
    }
  } finally {
    clearTimeout(timer);
  }
}

async function append(copy: Copy, piece: Uint8Array): Promise<void> {
  if (copy.bytes + piece.length > copy.expected) throw replaced();
  await copy.file.writeFile(piece);
  copy.hash.update(piece);
  copy.bytes += piece.length;
}

function checkSameObject(copy: Copy, answer: Response): void {
  const etag = answer.headers.get('etag');
  if (copy.bytes === 0) copy.etag = etag;
  else if (etag !== copy.etag) throw replaced();
  else if (answer.status !== 206) throw new HttpStatusError(answer.status);
}

function replaced(): JobFailure {
  return new JobFailure(
    'AudioMissing',
    'The audio object was replaced after the job was created; nothing was transcribed. Create a new job for the new object.',
  );
}

/** Thrown when a connection stays open and delivers nothing. */
class SilentConnection extends Error {
  override name = 'SilentConnection';
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof HttpStatusError && error.status === status;
}

/**
 * fetch throws TypeError for a connection that broke; what else is thrown (a full disk) is not about
 * the network. By name, as every realm of JavaScript has a TypeError class of its own.
 */
function isBrokenTransfer(error: unknown): boolean {
  if (error instanceof HttpStatusError) return isPassing(error);
  if (error instanceof SilentConnection) return true;
  return (
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError'
  );
}
