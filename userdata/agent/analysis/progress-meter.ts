/** Counts what the analyses of a job have come to. */
import type { AnalysisProgress } from '../../../core/analysis/analysis-result.ts';
import type { Clock } from '../clock.ts';

/** Share of the work that is for chapters; the rest is for the claims together. */
const CHAPTERS_SHARE = 0.8;

export class ProgressMeter {
  /** Chapters that are read, each by every analysis; and how many there are so far. */
  chapters = { read: 0, of: 0 };
  isTranscribed = false;
  analyses: { done: number; of: number };
  readonly #clock: Clock;
  #tokens = 0;
  #firstToken: number | undefined;

  constructor(analyses: number, clock: Clock) {
    this.analyses = { done: 0, of: analyses };
    this.#clock = clock;
  }

  addTokens(count: number): void {
    if (count > 0) this.#firstToken ??= this.#clock.now();
    this.#tokens += count;
  }

  get now(): AnalysisProgress {
    const now = this.#clock.now();
    const seconds = (now - (this.#firstToken ?? now)) / 1000;
    return {
      fraction: this.#fraction,
      chapters: { ...this.chapters },
      tokens: this.#tokens,
      tokensPerSecond: seconds > 0 ? this.#tokens / seconds : 0,
      at: new Date(now).toISOString(),
    };
  }

  /** Before the transcript is whole, another chapter is to come. */
  get #fraction(): number {
    const { read, of } = this.chapters;
    const all = this.isTranscribed ? of : of + 1;
    const chapters = all === 0 ? 1 : read / all;
    return (
      CHAPTERS_SHARE * chapters + (1 - CHAPTERS_SHARE) * (this.analyses.done / this.analyses.of)
    );
  }
}
