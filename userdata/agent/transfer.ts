/**
 * Downloads from a signed address. A broken connection is resumed where it broke (`Range`, RFC 9110
 * section 14), a refused address is renewed.
 */
import type { WorkOrder } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';
import { HttpStatusError, isPassing, isRefused } from './http-status.ts';
import type { Lease } from './lease.ts';
import { pauseBefore } from './retry.ts';

/** Consecutive tries without a new byte before the transfer fails. */
const FRUITLESS_TRIES = 8;

export interface Transferring {
  lease: Lease;
  /** Called for each chunk. */
  onProgress: () => void;
  /** A connection without data for this long counts as broken. */
  silenceMs: number;
  clock: Clock;
  signal: AbortSignal;
}

/** A download and its state. */
export interface RangedDownload {
  readonly bytes: number;
  readonly expected: number;
  /** Request for the missing bytes. */
  request(order: WorkOrder): { url: string; range: string | undefined };
  /** Called before an answer's chunks. @throws if the answer does not match the request */
  check(answer: Response): void;
  write(piece: Uint8Array): Promise<void>;
  /** Error for a 404, or for a 416 (no further bytes). */
  missing(error: HttpStatusError): Error;
}

/** @throws the download's `missing` error, or the last error if retries do not help */
export async function transfer(parcel: RangedDownload, how: Transferring): Promise<void> {
  for (let fruitless = 0; parcel.bytes < parcel.expected;) {
    const before = parcel.bytes;
    const problem = await fetchMore(parcel, how);
    if (problem === undefined) continue;
    fruitless = parcel.bytes > before ? 1 : fruitless + 1;
    if (fruitless > FRUITLESS_TRIES) throw problem;
    const pause = pauseBefore(fruitless, { firstPauseMs: 100, longestPauseMs: 5000 });
    await how.clock.sleep(pause, how.signal);
  }
}

/** One request for the missing bytes. @returns the error if a retry may help */
async function fetchMore(parcel: RangedDownload, how: Transferring): Promise<Error | undefined> {
  try {
    await oneRequest(parcel, how);
    return undefined;
  } catch (error) {
    how.signal.throwIfAborted();
    if (isRefused(error)) await how.lease.renew(how.signal);
    else if (isMissing(error)) throw parcel.missing(error);
    else if (!isBrokenTransfer(error)) throw error;
    return error as Error;
  }
}

async function oneRequest(parcel: RangedDownload, how: Transferring): Promise<void> {
  const { url, range } = parcel.request(await how.lease.order(how.signal));
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new SilentConnection()), how.silenceMs);
  try {
    const answer = await fetch(url, {
      headers: range === undefined ? {} : { range },
      signal: AbortSignal.any([how.signal, silence.signal]),
    });
    if (!answer.ok || answer.body === null) throw new HttpStatusError(answer.status);
    parcel.check(answer);
    const pieces: AsyncIterable<Uint8Array> = answer.body;
    for await (const piece of pieces) {
      timer.refresh();
      await parcel.write(piece);
      how.onProgress();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Thrown for a connection without data for too long. */
class SilentConnection extends Error {
  override name = 'SilentConnection';
}

function isMissing(error: unknown): error is HttpStatusError {
  return error instanceof HttpStatusError && (error.status === 404 || error.status === 416);
}

/**
 * fetch throws TypeError for a broken connection; other errors (a full disk) are not the network's.
 * Compared by name, since every JavaScript realm has its own TypeError.
 */
function isBrokenTransfer(error: unknown): boolean {
  if (error instanceof HttpStatusError) return isPassing(error);
  if (error instanceof SilentConnection) return true;
  return (
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError'
  );
}
