/**
 * All analyses of one job: reads chapters as they are complete, and puts each analysis together once the
 * transcript is whole. A fault of one is in its document and ends no other.
 */
import { AnalysisFailure } from '../../../core/analysis/analysis-errors.ts';
import {
  summariesOf,
  type AnalysisProgress,
  type AnalysisResult,
} from '../../../core/analysis/analysis-result.ts';
import type { Analysis, Chapter } from '../../../core/analysis/analysis.ts';
import { longestInstructions } from '../../../core/analysis/asking/chapter-question.ts';
import { stretchChapters, type Stretch } from '../../../core/analysis/asking/stretch-chapters.ts';
import { Evidence } from '../../../core/analysis/proof/evidence.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';
import type { AnalysisWorkOptions } from './analysis-work-options.ts';
import { Asker } from './asker.ts';
import { evidenceOf } from './chapter-claims.ts';
import { ChapterFeed, type CutChapter } from './chapter-feed.ts';
import { hearRecording } from './hear-recording.ts';
import { ModelFault } from './model-fault.ts';
import { OneAnalysis, type Heard } from './one-analysis.ts';
import { Pieces } from './pieces.ts';
import { ProgressMeter } from './progress-meter.ts';
import { RecordingLanguage } from './recording-language.ts';
import { tellProgress } from './tell-progress.ts';
import type { TranscriptListener } from './transcript-listener.ts';

/** For an image without a language model. */
const NO_CONTEXT = 4096;

export class AnalysisWork implements TranscriptListener {
  readonly #of: AnalysisWorkOptions;
  readonly #signal: AbortSignal;
  readonly #trouble = new AbortController();
  readonly #feed: ChapterFeed;
  readonly #meter: ProgressMeter;
  readonly #analyses: OneAnalysis[];
  readonly #done: Analysis[] = [];
  readonly #language: RecordingLanguage;
  #heardAt = 0;

  constructor(of: AnalysisWorkOptions) {
    this.#of = of;
    this.#signal = AbortSignal.any([of.signal, this.#trouble.signal]);
    const { languageSoFar: soFar, clock } = of;
    this.#language = new RecordingLanguage({ soFar, clock, signal: this.#signal });
    const contextTokens = of.model?.contextTokens ?? NO_CONTEXT;
    const instructionTokens = longestInstructions(of.requests);
    this.#feed = new ChapterFeed({ contextTokens, instructionTokens });
    this.#meter = new ProgressMeter(of.requests.length, of.clock);
    this.#analyses = this.#begin(contextTokens);
  }

  get progress(): AnalysisProgress {
    const gpu = this.#of.model?.gpu;
    return { ...this.#meter.now, ...(gpu && { gpu }) };
  }

  async onAudio(file: string): Promise<void> {
    await this.#of.hearing?.onAudio(file);
  }

  onSegment(segment: Segment, words: readonly Word[]): void {
    this.#feed.add(segment, words);
  }

  restart(): void {
    this.#feed.restart();
  }

  transcriptDone({ language }: { language: string }): void {
    this.#language.is(language);
    this.#heardAt = this.#of.clock.now();
    this.#meter.isTranscribed = true;
    this.#feed.end();
  }

  /** Ends the work with an error of what it needs. */
  fail(error: unknown): void {
    this.#trouble.abort(error);
  }

  /** @throws the signal's reason; faults of the analyses are in their document */
  async run(): Promise<AnalysisResult> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    tellProgress(() => this.progress, { ...this.#of, signal }).catch(() => undefined);
    try {
      if (this.#open.length > 0) this.#of.model?.preload();
      const stretches = await this.#hear();
      if (!stretches) await this.#readChapters();
      await this.#finishAll(stretches);
      return this.#result();
    } finally {
      over.abort();
    }
  }

  get #open(): OneAnalysis[] {
    return this.#analyses.filter(({ failure }) => failure === undefined);
  }

  #begin(contextTokens: number): OneAnalysis[] {
    const { requests, model, clock, log } = this.#of;
    const pieces = new Pieces({
      urls: this.#of.pieces,
      put: (name, text) => this.#of.store.putPiece(name, text),
      onProgress: this.#of.onMove,
      ...{ clock, log, signal: this.#signal },
    });
    const job = model?.join() ?? 0;
    const onToken = (count: number) => {
      this.#meter.addTokens(count);
      this.#of.onMove();
    };
    return requests.map((request, nth) => {
      const asker = new Asker({ model, job, pieces, onToken, signal: this.#signal });
      const name = model?.name ?? request.model ?? '';
      const of = { languages: model?.languages ?? [], contextTokens, clock };
      const one = new OneAnalysis({ nth, request, asker, model: name, ...of });
      const isHere = model && (request.model === undefined || request.model === model.name);
      if (!isHere) one.failure = new AnalysisFailure('not-available');
      return one;
    });
  }

  /** @returns undefined if the transcript is to be read */
  async #hear(): Promise<Stretch[] | undefined> {
    const { hearing, log } = this.#of;
    if (!hearing) return undefined;
    const stretches = await hearRecording(hearing, {
      open: () => this.#open,
      hear: async (one, stretch) => {
        const language = await this.#language.found();
        await this.#attempt(one, () => one.hear(stretch, language));
      },
      transcribedTo: () => this.#feed.segments.at(-1)?.end ?? 0,
      onHeard: (chapters) => (this.#meter.chapters = chapters),
      ...{ log, signal: this.#signal },
    });
    if (stretches) await this.#feed.whole(this.#signal);
    return stretches;
  }

  async #readChapters(): Promise<void> {
    for await (const cut of this.#feed.read(this.#signal)) {
      const language = await this.#language.now();
      for (const one of this.#open) {
        await this.#attempt(one, () => one.read(cut, language));
        if (!this.#of.onClaims) continue;
        this.#tellClaims(one, cut, evidenceOf(cut, { words: this.#feed.words, language }));
      }
      this.#meter.chapters = { read: cut.index + 1, of: this.#feed.chapters.length };
    }
  }

  #tellClaims(
    one: OneAnalysis,
    { index, chapter }: Pick<CutChapter, 'index' | 'chapter'>,
    evidence: Evidence,
  ): void {
    const claims = one.claimsOf(index, evidence);
    const request = this.#analyses.indexOf(one);
    if (claims) this.#of.onClaims?.({ request, chapter: { index, ...chapter }, claims });
  }

  /** What was heard is read in the transcript, now that there is one. */
  #place(chapters: readonly Chapter[], evidence: Evidence): void {
    for (const one of this.#open) {
      one.place(chapters, evidence.segments);
      chapters.forEach((chapter, index) => this.#tellClaims(one, { index, chapter }, evidence));
    }
  }

  async #finishAll(stretches: readonly Stretch[] | undefined): Promise<void> {
    const { segments, words } = this.#feed;
    const chapters = stretches ? stretchChapters(stretches, segments) : this.#feed.chapters;
    const language = await this.#language.now();
    const evidence = new Evidence({ segments, words, language });
    if (stretches) this.#place(chapters, evidence);
    const heard: Heard = { chapters, evidence, language, at: this.#heardAt };
    for (const one of this.#analyses) {
      const done = await this.#attempt(one, () => one.finish(heard));
      this.#done.push(done ?? one.failed(heard));
      this.#meter.analyses.done += 1;
      await this.#writeDocument(language);
      const { preset, status, error } = this.#done.at(-1) ?? {};
      this.#of.log.info('An analysis is written.', { preset, status, code: error?.code });
    }
  }

  /** Whatever goes wrong in one analysis ends that one, unless all work is to end. */
  async #attempt<T>(one: OneAnalysis, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#of.log.error('An analysis met an error that it was not made for.', error);
      one.failure = new AnalysisFailure('AnalysisCrashed', { cause: error });
      return undefined;
    } finally {
      this.#endAllBy(one.failure);
    }
  }

  /** A program that cannot be started will not start for the others. */
  #endAllBy(failure: AnalysisFailure | undefined): void {
    if (!(failure?.cause instanceof ModelFault) || !failure.cause.isOfStart) return;
    for (const one of this.#open) one.failure = failure;
  }

  async #writeDocument(language: string): Promise<void> {
    const { jobId, store, requests } = this.#of;
    const open = this.#analyses.slice(this.#done.length).map((one) => one.pending(language));
    const complete = this.#done.length === requests.length;
    await store.putDocument({ jobId, complete, analyses: [...this.#done, ...open] });
    this.#of.onMove();
  }

  #result(): AnalysisResult {
    const { model, requests, jobId, clock } = this.#of;
    return {
      analyses: summariesOf({ jobId, complete: true, analyses: this.#done }),
      model: model?.name ?? requests[0]?.model ?? '',
      device: model?.device ?? 'cpu',
      phases: {
        programReady: model?.readyAt?.toISOString() ?? null,
        analysed: new Date(clock.now()).toISOString(),
      },
    };
  }
}
