/**
 * Bytes from a signed address. A broken connection is taken up where it broke (`Range`, RFC 9110
 * section 14), an address that is refused is signed anew.
 */
import type { WorkOrder } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';
import { HttpStatusError, isPassing, isRefused } from './http-status.ts';
import type { Lease } from './lease.ts';
import { pauseBefore } from './retry.ts';

/** Tries in a row that brought not one new byte, before the transfer is given up. */
const FRUITLESS_TRIES = 8;

export interface Transferring {
  lease: Lease;
  /** Called for each piece that arrived. */
  onProgress: () => void;
  /** A connection that says nothing for so long is taken for broken. */
  silenceMs: number;
  clock: Clock;
  signal: AbortSignal;
}

/** What is to come, and how much of it is here. */
export interface Parcel {
  readonly bytes: number;
  readonly expected: number;
  /** For what is missing. */
  request(order: WorkOrder): { url: string; range: string | undefined };
  /** Before the pieces of an answer. @throws if it is not one to the request */
  check(answer: Response): void;
  take(piece: Uint8Array): Promise<void>;
  /** What it means that there is nothing (404), or nothing more (416), at the address. */
  missing(error: HttpStatusError): Error;
}

/** @throws what the parcel makes of a missing object; the last problem, if it does not pass */
export async function transfer(parcel: Parcel, how: Transferring): Promise<void> {
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

/** One request, for what is missing; the problem, if it is one that may pass. */
async function fetchMore(parcel: Parcel, how: Transferring): Promise<Error | undefined> {
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

async function oneRequest(parcel: Parcel, how: Transferring): Promise<void> {
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
      await parcel.take(piece);
      how.onProgress();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Thrown when a connection stays open and delivers nothing. */
class SilentConnection extends Error {
  override name = 'SilentConnection';
}

function isMissing(error: unknown): error is HttpStatusError {
  return error instanceof HttpStatusError && (error.status === 404 || error.status === 416);
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
