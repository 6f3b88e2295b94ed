/** Waiting until a request may succeed: for the network, for another key, or for some seconds. */
import type { Signal } from '@preact/signals';
import { ApiProblem, NoConnection } from '../app/api-problem.ts';
import { session } from '../app/session.ts';

/** `offline`: no connection. `waiting`: the API cannot store now; it is tried again. */
type Refusal = 'offline' | 'signed-out' | 'waiting';
export type SaveState = 'saved' | 'saving' | Refusal;

const PAUSE_MS = 5000;

/** Repeats the task until it succeeds. */
export async function untilDone(
  task: () => Promise<void>,
  state: Signal<SaveState>,
): Promise<void> {
  for (;;) {
    try {
      await task();
      return;
    } catch (error) {
      await pause(error, state);
    }
  }
}

/** Says in `state` what is waited for, and waits for it. */
export async function pause(error: unknown, state: Signal<SaveState>): Promise<void> {
  const refusal = refusalOf(error);
  state.value = refusal;
  if (refusal === 'offline') await untilOnline();
  else if (refusal === 'signed-out') await untilSignedIn();
  else await after(secondsOf(error) * 1000);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof NoConnection) return 'offline';
  return error instanceof ApiProblem && error.status === 401 ? 'signed-out' : 'waiting';
}

function secondsOf(error: unknown): number {
  return (error instanceof ApiProblem ? error.retryAfter : undefined) ?? PAUSE_MS / 1000;
}

function after(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** A browser does not always notice that the network is back. */
function untilOnline(): Promise<void> {
  return new Promise((done) => {
    const go = () => {
      removeEventListener('online', go);
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(go, PAUSE_MS);
    addEventListener('online', go);
  });
}

function untilSignedIn(): Promise<void> {
  const refused = session.peek()?.apiKey;
  return new Promise((done) => {
    const stop = session.subscribe((now) => {
      if (now === undefined || now.apiKey === refused) return;
      queueMicrotask(() => stop());
      done();
    });
  });
}
