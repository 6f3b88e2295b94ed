/**
 * Gives the GPU to the engine: while the engine works there, the language model's program is stopped and
 * continued in slices, so that it runs a tenth of the time. On a CPU the system does it (nice 19).
 */
import type { Clock } from '../clock.ts';

const SLICE_MS = 500;
const SHARE = 0.1;
/** While the engine rests. */
const LOOK_MS = 100;

export interface YieldingOptions {
  /** Whether the engine works on the GPU that the program uses. */
  isEngineBusy: () => boolean;
  /** Signals the program. */
  signal: (signal: 'SIGSTOP' | 'SIGCONT') => void;
  clock: Clock;
}

export class Yielding {
  readonly #of: YieldingOptions;

  constructor(of: YieldingOptions) {
    this.#of = of;
  }

  /** Share of the time that the program runs. */
  get share(): number {
    return this.#of.isEngineBusy() ? SHARE : 1;
  }

  /** Until the signal is aborted; the program runs then. Never rejects. */
  async run(over: AbortSignal): Promise<void> {
    const { isEngineBusy, signal, clock } = this.#of;
    try {
      for (;;) {
        if (isEngineBusy()) await this.#slice(over);
        else await clock.sleep(LOOK_MS, over);
      }
    } catch {
      signal('SIGCONT');
    }
  }

  async #slice(over: AbortSignal): Promise<void> {
    const { signal, clock } = this.#of;
    signal('SIGSTOP');
    await clock.sleep(SLICE_MS * (1 - SHARE), over);
    signal('SIGCONT');
    await clock.sleep(SLICE_MS * SHARE, over);
  }
}
