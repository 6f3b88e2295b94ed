/** What an upload does when it cannot go on: waits for something, or ends. */
import { effect } from '@preact/signals';
import { ApiProblem, NoConnection } from '../../app/api-problem.ts';
import { session } from '../../app/session.ts';

/** `offline`: the network is away. `key`: the API key has expired. `trouble`: it is tried again soon. */
export type HeldBecause = 'offline' | 'key' | 'trouble';

/** The file cannot be read any more: it was changed, moved or deleted. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

/** The upload has ended: its time is over, or the job was cancelled. */
export class UploadEnded extends Error {
  override readonly name = 'UploadEnded';
}

/** Nothing more can be sent to this upload. */
export function hasEnded(error: unknown): boolean {
  return error instanceof UploadEnded || (error instanceof ApiProblem && error.status === 404);
}

const PAUSES_MS = [1000, 2000, 5000, 10_000, 20_000, 30_000];
/** Without a single byte in between. */
const MOST_FAILURES = 8;

/** @returns undefined if no repetition helps */
export function whyHeld(error: unknown, failures: number): HeldBecause | undefined {
  if (!navigator.onLine || error instanceof NoConnection) return 'offline';
  if (error instanceof FileChanged || hasEnded(error)) return undefined;
  if (error instanceof ApiProblem && error.status === 401) return 'key';
  if (error instanceof ApiProblem && isFinal(error.status)) return undefined;
  if (statusOf(error) === 0) return 'offline';
  return failures > MOST_FAILURES ? undefined : 'trouble';
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

/** Status of the request that Uppy made: 0 if there was no answer. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('source' in error)) return undefined;
  const { source } = error;
  return source instanceof XMLHttpRequest ? source.status : undefined;
}

/** Until it makes sense to go on: at once when the network is back, or another key is there. */
export async function untilWorthTrying(
  because: HeldBecause,
  failures: number,
  signal: AbortSignal,
): Promise<void> {
  if (because === 'key') return untilOtherKey(signal);
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 1000;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, pause);
    function end() {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    }
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
  signal.throwIfAborted();
}

async function untilOtherKey(signal: AbortSignal): Promise<void> {
  const refused = session.peek()?.apiKey;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    const stop = effect(() => {
      if (session.value === undefined || session.value.apiKey === refused) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
  signal.throwIfAborted();
}
