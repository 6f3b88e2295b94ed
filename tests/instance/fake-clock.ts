/** A clock that jumps to the end of each sleep, so that patience is tested without waiting. */
import type { Clock } from '../../userdata/agent/clock.ts';

export class FakeClock implements Clock {
  #now = Date.parse('2026-03-01T12:00:00Z');
  readonly slept: number[] = [];

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.slept.push(ms);
    this.#now += ms;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
}
