/** Notices a language model that says nothing for too long. */
import type { Clock } from '../clock.ts';
import { ModelFault } from './model-fault.ts';

const LOOKS = 10;
/** Reading a long prompt takes longer than a token. */
const FIRST_TIMES = 3;

export class SilenceWatch {
  readonly #clock: Clock;
  readonly #silenceMs: number;
  #signs = 0;

  constructor(of: { clock: Clock; silenceMs: number }) {
    this.#clock = of.clock;
    this.#silenceMs = of.silenceMs;
  }

  touch(): void {
    this.#signs += 1;
  }

  /**
   * @param share of the time in which the model runs
   * @param over aborted when the answer is here
   * @returns aborted with a ModelFault after the silence
   */
  run(share: () => number, over: AbortSignal): AbortSignal {
    const silent = new AbortController();
    this.#watch(share, over).then(
      () => silent.abort(new ModelFault('silent')),
      () => undefined, // the answer is here
    );
    return silent.signal;
  }

  async #watch(share: () => number, over: AbortSignal): Promise<void> {
    const lookMs = this.#silenceMs / LOOKS;
    const limit = () => this.#silenceMs * (this.#signs === 0 ? FIRST_TIMES : 1);
    for (let [silentMs, seen] = [0, 0]; silentMs < limit();) {
      await this.#clock.sleep(lookMs, over);
      silentMs = this.#signs === seen ? silentMs + lookMs * share() : 0;
      seen = this.#signs;
    }
  }
}
