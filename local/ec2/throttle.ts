/** EC2's throttling: a token bucket shared by some actions. */
export interface Throttle {
  readonly capacity: number;
  readonly perSecond: number;
  readonly actions: readonly string[];
}

/** The bucket of one account. */
export class ThrottleBucket {
  readonly #throttle: Throttle;
  #tokens: number;
  #at = performance.now();

  constructor(throttle: Throttle) {
    this.#throttle = throttle;
    this.#tokens = throttle.capacity;
  }

  /** Takes a token for this action. False if the bucket is empty. */
  admits(action: string): boolean {
    const { actions, capacity, perSecond } = this.#throttle;
    if (!actions.includes(action)) return true;
    const now = performance.now();
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
