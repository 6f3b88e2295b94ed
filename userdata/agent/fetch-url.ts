/**
 * Downloads audio from a URL given by the owner. It may lead anywhere, so every hop is a guarded
 * call; size, time and redirects are bounded. No message contains the URL: it may hold secrets.
 */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AddressRefused, type Resolve } from '../../core/base/address-guard.ts';
import { AudioUrls } from '../../core/base/audio-urls.ts';
import {
  CallFailed,
  guardedCall,
  TOO_MANY_BYTES,
  type Answer,
} from '../../core/base/guarded-call.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import { diskTooSmall, promiseRoom, writeProblem } from './disk-room.ts';
import type { Downloaded } from './download.ts';
import { HttpStatusError, isPassing } from './http-status.ts';
import { retrying } from './retry.ts';
import type { Transferring } from './transfer.ts';

/**
 * Limit of browsers. Podcast URLs pass through up to a dozen download counters.
 * Source: https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
const MAX_REDIRECTS = 20;
/** All tries together. */
const MAX_FETCH_MS = 3600_000;
/** Until the headers of each hop's response are complete: some hosts prepare a file first. */
const ANSWER_MS = 30_000;
const PATIENCE = { tries: 4, firstPauseMs: 500, longestPauseMs: 5000 };

interface Foreign {
  url: string;
  mostBytes: number;
  /** `host:port` pairs that may be private. */
  allow: readonly string[];
}

interface FetchingUrl extends Omit<Transferring, 'lease'> {
  from: Foreign;
  file: string;
  resolve?: Resolve;
  answerMs?: number;
  longestMs?: number;
}

/** @throws JobFailure UrlRefused, UrlFailed, AudioTooLong, AudioEmpty, DiskTooSmall */
export async function fetchUrl(how: FetchingUrl): Promise<Downloaded> {
  const guard = new AudioUrls(how.from.allow, how.resolve);
  const { longestMs = MAX_FETCH_MS, answerMs = ANSWER_MS } = how;
  const signal = AbortSignal.any([how.signal, AbortSignal.timeout(longestMs)]);
  const file = await open(how.file, 'w', 0o600);
  try {
    // Each try starts from scratch: the content may have changed.
    return await retrying({ ...PATIENCE, clock: how.clock, signal, worthAnotherTry }, () =>
      follow({ ...how, guard, answerMs, signal, to: file }),
    );
  } catch (error) {
    how.signal.throwIfAborted();
    if (error instanceof JobFailure) throw error;
    throw isRefusal(error) ? new JobFailure('UrlRefused', undefined, error) : failed(error);
  } finally {
    await file.close();
  }
}

function worthAnotherTry(error: unknown): boolean {
  return !(error instanceof JobFailure) && !isRefusal(error) && isPassing(error);
}

interface Following extends FetchingUrl {
  guard: AudioUrls;
  answerMs: number;
  to: FileHandle;
}

const HEADERS = { 'user-agent': 'spotscribe', 'accept-encoding': 'identity' };

/** Follows redirects to the audio, and stores it. */
async function follow(how: Following): Promise<Downloaded> {
  let { url } = how.from;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const call = { url, method: 'GET', headers: HEADERS } as const;
    const met = await guardedCall(call, how, async (answer) => {
      return answer.status === 200 ? keep(answer, how) : redirection(answer, url);
    });
    if (typeof met !== 'string') return met;
    url = met;
  }
  throw new JobFailure(
    'UrlFailed',
    `The audio address was redirected more than ${MAX_REDIRECTS} times, perhaps in a circle; nothing was transcribed. Give the last address, or upload the file instead.`,
  );
}

/** The address that a response redirects to. @throws HttpStatusError for any other response */
function redirection({ status, headers }: Answer, from: string): string {
  const isRedirect = [301, 302, 303, 307, 308].includes(status);
  if (!isRedirect || headers.location === undefined) throw new HttpStatusError(status);
  if (!URL.canParse(headers.location, from)) throw new HttpStatusError(status);
  return new URL(headers.location, from).href;
}

async function keep(answer: Answer, how: Following): Promise<Downloaded> {
  await how.to.truncate();
  const most = mostBytesOf(answer, how);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of answer.body({ ...most, silenceMs: how.silenceMs })) {
      await writeAll(how.to, piece, bytes);
      hash.update(piece);
      bytes += piece.length;
      how.onProgress();
    }
  } catch (error) {
    const isTooLarge = error instanceof CallFailed && error.code === TOO_MANY_BYTES;
    throw isTooLarge ? most.problem : writeProblem(error, how.file);
  }
  if (bytes === 0) throw new JobFailure('AudioEmpty');
  return { bytes, sha256: hash.digest('hex') };
}

/** What may come, and the error if more does. @throws JobFailure at once if the answer states more */
function mostBytesOf({ headers }: Answer, { from, file }: Following) {
  const stated = Number(headers['content-length'] ?? 0);
  if (stated > from.mostBytes) throw tooLarge(from.mostBytes);
  const { free } = promiseRoom(file, stated);
  const isDisk = free < from.mostBytes;
  return {
    mostBytes: isDisk ? free : from.mostBytes,
    problem: isDisk ? diskTooSmall(free) : tooLarge(from.mostBytes),
  };
}

/** One write may be partial. */
async function writeAll(to: FileHandle, piece: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const { bytesWritten } = await to.write(piece, done, piece.length - done, at + done);
    done += bytesWritten;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AddressRefused;
}

function tooLarge(most: number): JobFailure {
  return new JobFailure(
    'AudioTooLong',
    `The audio address delivers more than ${most} bytes, the limit; nothing was transcribed. Split the file, or encode it as Opus or MP3.`,
  );
}

function failed(error: unknown): JobFailure {
  const how =
    error instanceof HttpStatusError ? `answered HTTP ${error.status}` : 'could not be read';
  return new JobFailure(
    'UrlFailed',
    `The audio address ${how}; nothing was transcribed. Check the address or upload the file instead.`,
    error,
  );
}
