/** Events of POST /hybrid for a recording. */
import type { AnalysisProgress } from '../../../core/analysis/analysis-result.ts';
import type { Analysis, AnalysisDocument } from '../../../core/analysis/analysis.ts';
import type { Segment, Transcript, Word } from '../../../core/transcript/transcript.ts';
import type { AnalysisStore } from '../analysis/analysis-store.ts';
import type { ChapterClaims } from '../analysis/chapter-claims.ts';
import type { EventStream } from './event-stream.ts';

/** How the work has ended. */
export interface HybridEnd {
  analyses: { preset: Analysis['preset']; status: Analysis['status'] }[];
}

/** The events of one answer; also where its analyses are written, since nothing is kept. */
export class HybridEvents implements AnalysisStore {
  readonly #stream: EventStream;
  readonly #withWords: boolean;
  readonly #analyses: Analysis[] = [];

  constructor(stream: EventStream, { words }: { words: boolean }) {
    this.#stream = stream;
    this.#withWords = words;
  }

  segment(segment: Segment, words: readonly Word[]): void {
    this.#stream.send('segment', { ...segment, ...(this.#withWords && { words }) });
  }

  /** All segments come once more. */
  restart(): void {
    this.#stream.send('restart', {});
  }

  transcript(transcript: Transcript): void {
    this.#stream.send('transcript', transcript);
  }

  claims(claims: ChapterClaims): void {
    this.#stream.send('claims', claims);
  }

  done(): void {
    const analyses = this.#analyses.map(({ preset, status }) => ({ preset, status }));
    this.#stream.send('done', { analyses } satisfies HybridEnd);
  }

  putPiece(): Promise<void> {
    return Promise.resolve();
  }

  /** Tells those that are done since the last time. */
  putDocument({ analyses }: AnalysisDocument): Promise<void> {
    const done = analyses.filter(({ status }) => status !== 'pending');
    for (const analysis of done.slice(this.#analyses.length)) {
      const request = this.#analyses.push(analysis) - 1;
      this.#stream.send('analysis', { request, ...analysis });
    }
    return Promise.resolve();
  }

  putProgress(progress: AnalysisProgress): Promise<void> {
    this.#stream.send('progress', progress);
    return Promise.resolve();
  }
}
