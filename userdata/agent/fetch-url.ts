/**
 * Downloads audio from a URL given by the owner. It may lead anywhere, so every hop is checked and
 * connects through the guard's lookup; size, time and redirects are bounded. No message contains
 * the URL: it may hold secrets.
 */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { AddressRefused, type Resolve } from '../../core/base/address-guard.ts';
import { AudioUrls } from '../../core/base/audio-urls.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { Downloaded } from './download.ts';
import { HttpStatusError, isPassing } from './http-status.ts';
import { retrying } from './retry.ts';
import type { Transferring } from './transfer.ts';

/**
 * Limit of browsers. Podcast URLs pass through up to a dozen download counters.
 * Source: https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
const MAX_REDIRECTS = 20;
const MAX_FETCH_MS = 3600_000;
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
}

/** @throws JobFailure UrlRefused, UrlFailed, AudioTooLong, AudioEmpty */
export async function fetchUrl(how: FetchingUrl): Promise<Downloaded> {
  const urls = new AudioUrls(how.from.allow, how.resolve);
  const signal = AbortSignal.any([how.signal, AbortSignal.timeout(MAX_FETCH_MS)]);
  const worthAnotherTry = (error: unknown) =>
    !signal.aborted && !(error instanceof JobFailure) && !isRefusal(error) && isPassing(error);
  const file = await open(how.file, 'w', 0o600);
  try {
    // Each try starts from scratch: the content may have changed.
    return await retrying({ ...PATIENCE, clock: how.clock, signal, worthAnotherTry }, async () => {
      const answer = await follow(how.from.url, { ...how, urls, signal });
      return await keep(answer, { ...how, to: file });
    });
  } catch (error) {
    how.signal.throwIfAborted();
    if (error instanceof JobFailure) throw error;
    throw isRefusal(error) ? new JobFailure('UrlRefused', undefined, error) : failed(error);
  } finally {
    await file.close();
  }
}

interface Following {
  urls: AudioUrls;
  silenceMs: number;
  signal: AbortSignal;
}

/** Follows redirects to the final response. */
async function follow(address: string, of: Following): Promise<IncomingMessage> {
  let url = of.urls.check(address);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const answer = await request(url, of);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return answer;
    answer.destroy();
    const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
    if (!isRedirect || headers.location === undefined) throw new HttpStatusError(statusCode);
    url = of.urls.check(new URL(headers.location, url).href);
  }
  throw new JobFailure(
    'UrlFailed',
    `The audio address was redirected more than ${MAX_REDIRECTS} times, perhaps in a circle; nothing was transcribed. Give the last address, or upload the file instead.`,
  );
}

function request(url: URL, { urls, silenceMs, signal }: Following): Promise<IncomingMessage> {
  const options: https.RequestOptions = {
    signal,
    agent: false,
    headers: { 'user-agent': 'spotscribe', 'accept-encoding': 'identity' },
    ...(urls.isVouchedFor(url) ? {} : { lookup: urls.lookup }),
  };
  return new Promise((answered, broken) => {
    const get = url.protocol === 'https:' ? https.get : http.get;
    const asked = get(url, options, answered);
    asked.setTimeout(silenceMs, () => asked.destroy(new SilentConnection()));
    asked.on('error', broken);
  });
}

interface Keeping extends FetchingUrl {
  to: FileHandle;
}

/** Counts bytes itself: a body may exceed its Content-Length. */
async function keep(answer: IncomingMessage, { to, from, onProgress }: Keeping) {
  await to.truncate();
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    if (bytes + piece.length > from.mostBytes) throw tooLarge(from.mostBytes);
    await to.write(piece, 0, piece.length, bytes);
    hash.update(piece);
    bytes += piece.length;
    onProgress();
  }
  if (bytes === 0) throw new JobFailure('AudioEmpty');
  return { bytes, sha256: hash.digest('hex') };
}

/** Thrown for a connection without data for too long. */
class SilentConnection extends Error {
  override name = 'SilentConnection';
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
