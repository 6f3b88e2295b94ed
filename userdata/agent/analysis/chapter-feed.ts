/** The chapters of a transcript while it is made, in order, for one reader. */
import type { Chapter } from '../../../core/analysis/analysis.ts';
import { ChapterCutter } from '../../../core/analysis/asking/chapter-cutter.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';

export interface CutChapter {
  index: number;
  chapter: Chapter;
  segments: readonly Segment[];
}

export class ChapterFeed {
  readonly #budget: ConstructorParameters<typeof ChapterCutter>[0];
  #cutter: ChapterCutter;
  #segments: Segment[] = [];
  #words: Word[] = [];
  #chapters: Chapter[] = [];
  #isDone = false;
  /** Number of segments that are in chapters. */
  #cutTo = 0;
  #cut: CutChapter[] = [];
  #wake = Promise.withResolvers<true>();

  constructor(budget: ConstructorParameters<typeof ChapterCutter>[0]) {
    this.#budget = budget;
    this.#cutter = new ChapterCutter(budget);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get words(): readonly Word[] {
    return this.#words;
  }

  get chapters(): readonly Chapter[] {
    return this.#chapters;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  add(segment: Segment, words: readonly Word[]): void {
    this.#segments.push(segment);
    this.#words.push(...words);
    this.#keep(this.#cutter.add(segment));
  }

  /** The transcript begins anew; its chapters are read again from the first. */
  restart(): void {
    this.#cutter = new ChapterCutter(this.#budget);
    [this.#segments, this.#words, this.#chapters, this.#cut] = [[], [], [], []];
    this.#cutTo = 0;
  }

  /** The transcript is whole. */
  end(): void {
    this.#keep(this.#cutter.end());
    this.#isDone = true;
    this.#wake.resolve(true);
  }

  /** Each chapter once it is whole, until the last. @throws the signal's reason */
  async *read(signal: AbortSignal): AsyncGenerator<CutChapter> {
    const stop = () => this.#wake.resolve(true);
    signal.addEventListener('abort', stop);
    try {
      for (let at = 0; ;) {
        signal.throwIfAborted();
        const cut = this.#cut;
        const next = cut[at];
        if (next) yield next;
        else if (this.#isDone) return;
        else await this.#more();
        // A restart has another list.
        at = cut === this.#cut ? at + Number(next !== undefined) : 0;
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Resolves when the transcript is whole. @throws the signal's reason */
  async whole(signal: AbortSignal): Promise<void> {
    const chapters = this.read(signal);
    while ((await chapters.next()).done !== true);
  }

  async #more(): Promise<void> {
    await this.#wake.promise;
    if (!this.#isDone) this.#wake = Promise.withResolvers();
  }

  #keep(chapters: readonly Chapter[]): void {
    for (const chapter of chapters) {
      const count = this.#segments
        .slice(this.#cutTo)
        .findIndex(({ id }) => id === chapter.segments.last);
      const segments = this.#segments.slice(this.#cutTo, this.#cutTo + count + 1);
      this.#cutTo += segments.length;
      this.#cut.push({ index: this.#chapters.length, chapter, segments });
      this.#chapters.push(chapter);
    }
    if (chapters.length > 0) this.#wake.resolve(true);
  }
}
