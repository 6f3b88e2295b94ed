import { setTimeout } from 'node:timers/promises';

export interface Waiting {
  /** Without one it waits for ever. */
  readonly limit?: Limit;
  /** @param waitedMs since the first question @returns milliseconds until the next one */
  readonly pauseMs?: (waitedMs: number) => number;
  readonly clock?: Clock;
}

export interface Limit {
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Makes what is thrown after it. */
  readonly error: () => Error;
}

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const CLOCK: Clock = { now: () => Date.now(), sleep: (ms) => setTimeout(ms) };

/**
 * Asks again until there is an answer.
 * @throws the limit's error when its deadline passes without one
 */
export async function waitUntil<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { limit, pauseMs = growingPause, clock = CLOCK }: Waiting = {},
): Promise<T> {
  const began = clock.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (limit && clock.now() > limit.deadline) throw limit.error();
    await clock.sleep(pauseMs(clock.now() - began));
  }
}

/** A fifth of the time waited: quick answers are seen quickly, and AWS gets ten requests a second at most. */
function growingPause(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 5, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}
