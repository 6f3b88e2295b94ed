/** Fetches a small object from a signed address, again if the connection breaks. */
import type { Clock } from '../clock.ts';
import { HttpStatusError, isPassing } from '../http-status.ts';
import { retrying } from '../retry.ts';

const FETCH_MS = 60_000;

/** Thrown for a body that is longer than it may be. */
export class TooManyBytes extends Error {
  override name = 'TooManyBytes';
}

export interface Fetching {
  mostBytes: number;
  clock: Clock;
  signal: AbortSignal;
}

/** @throws TooManyBytes, HttpStatusError, SyntaxError for other than JSON, or fetch's error */
export async function fetchJson(url: string, how: Fetching): Promise<unknown> {
  const patience = { tries: 8, firstPauseMs: 200, longestPauseMs: 5000 };
  const bytes = await retrying({ ...patience, ...how, worthAnotherTry: mayCome }, () =>
    fetchOnce(url, how),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}

async function fetchOnce(url: string, { mostBytes, signal }: Fetching): Promise<Uint8Array> {
  const answer = await fetch(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]),
  });
  if (!answer.ok || answer.body === null) throw new HttpStatusError(answer.status);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> = answer.body;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new TooManyBytes(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function mayCome(error: unknown): boolean {
  return !(error instanceof TooManyBytes) && isPassing(error);
}
