/**
 * Limits concurrent boots: at most `slots` instances start within one window, the others stay
 * `pending`, which on EC2 takes tens of seconds anyway.
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
