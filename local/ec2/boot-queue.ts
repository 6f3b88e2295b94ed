/**
 * `pending` is a queue: at most `slots` instances start within one window, as many as a small
 * computer can boot at a time. EC2's own pending takes tens of seconds, so nothing is lost.
 */
export class BootQueue {
  readonly #slots: number;
  readonly #windowMs: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = 0;

  constructor(slots: number, windowMs: number) {
    this.#slots = slots;
    this.#windowMs = windowMs;
  }

  add(boot: () => Promise<void>): void {
    this.#waiting.push(boot);
    this.#pump();
  }

  #pump(): void {
    while (this.#busy < this.#slots) {
      const boot = this.#waiting.shift();
      if (!boot) return;
      this.#busy++;
      void boot().finally(() => setTimeout(() => this.#leave(), this.#windowMs).unref());
    }
  }

  #leave(): void {
    this.#busy--;
    this.#pump();
  }
}
