/**
 * All analyses of one job: reads chapters as they are complete, and puts each analysis together once the
 * transcript is whole. A fault of one is in its document and ends no other.
 */
import { AnalysisFailure } from '../../../core/analysis/analysis-errors.ts';
import type { AnalysisRequest } from '../../../core/analysis/analysis-request.ts';
import {
  summariesOf,
  type AnalysisProgress,
  type AnalysisResult,
} from '../../../core/analysis/analysis-result.ts';
import type { Analysis } from '../../../core/analysis/analysis.ts';
import { instructionTokens } from '../../../core/analysis/asking/chapter-question.ts';
import { Evidence } from '../../../core/analysis/proof/evidence.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { AnalysisStore } from './analysis-store.ts';
import { Asker } from './asker.ts';
import { evidenceOf, type ChapterClaims } from './chapter-claims.ts';
import { ChapterFeed, type CutChapter } from './chapter-feed.ts';
import type { LanguageModel } from './language-model.ts';
import { ModelFault } from './model-fault.ts';
import { OneAnalysis, type Heard } from './one-analysis.ts';
import { Pieces } from './pieces.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { TranscriptListener } from './transcript-listener.ts';

const PROGRESS_EVERY_MS = 5000;
/** Languages of the instructions: a chapter has to be the same in each attempt. */
const INSTRUCTIONS = ['sv', 'en'];
/** Of an image without a language model. */
const NO_CONTEXT = 4096;

export interface AnalysisWorkOptions {
  jobId: string;
  requests: readonly AnalysisRequest[];
  /** Undefined: the image has none. */
  model: LanguageModel | undefined;
  /** Presigned GETs of what earlier attempts have finished. */
  pieces: readonly string[];
  store: AnalysisStore;
  /** Language of the recording before the transcript is whole; `auto` if it is not known. */
  languageSoFar: () => Promise<string>;
  /** Called for each sign of progress. */
  onMove: () => void;
  /** Called for each chapter that an analysis has read. */
  onClaims?: (claims: ChapterClaims) => void;
  clock: Clock;
  log: Log;
  /** Ends the work. */
  signal: AbortSignal;
}

export class AnalysisWork implements TranscriptListener {
  readonly #of: AnalysisWorkOptions;
  readonly #signal: AbortSignal;
  readonly #trouble = new AbortController();
  readonly #feed: ChapterFeed;
  readonly #meter: ProgressMeter;
  readonly #analyses: OneAnalysis[];
  readonly #done: Analysis[] = [];
  #language: string | undefined;
  #heardAt = 0;

  constructor(of: AnalysisWorkOptions) {
    this.#of = of;
    this.#signal = AbortSignal.any([of.signal, this.#trouble.signal]);
    const contextTokens = of.model?.contextTokens ?? NO_CONTEXT;
    const each = INSTRUCTIONS.map((language) => instructionTokens(of.requests, language));
    this.#feed = new ChapterFeed({ contextTokens, instructionTokens: Math.max(...each) });
    this.#meter = new ProgressMeter(of.requests.length, of.clock);
    this.#analyses = this.#begin(contextTokens);
  }

  get progress(): AnalysisProgress {
    const gpu = this.#of.model?.gpu;
    return { ...this.#meter.now, ...(gpu && { gpu }) };
  }

  onSegment(segment: Segment, words: readonly Word[]): void {
    this.#feed.add(segment, words);
  }

  restart(): void {
    this.#feed.restart();
  }

  transcriptDone({ language }: { language: string }): void {
    this.#language = language;
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
    this.#tellProgress(AbortSignal.any([this.#signal, over.signal])).catch(() => undefined);
    try {
      if (this.#open.length > 0) this.#of.model?.preload();
      await this.#readChapters();
      await this.#finishAll();
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
      const one = new OneAnalysis({ nth, request, asker, model: name, contextTokens, clock });
      const isHere = model && (request.model === undefined || request.model === model.name);
      if (!isHere) one.failure = new AnalysisFailure('not-available');
      return one;
    });
  }

  async #readChapters(): Promise<void> {
    for await (const cut of this.#feed.read(this.#signal)) {
      const language = await this.#languageNow();
      for (const one of this.#open) {
        await this.#attempt(one, () => one.read(cut, language));
        this.#tellClaims(one, cut, language);
      }
      this.#count(cut);
    }
  }

  #tellClaims(one: OneAnalysis, cut: CutChapter, language: string): void {
    const { onClaims } = this.#of;
    if (!onClaims) return;
    const evidence = evidenceOf(cut, { words: this.#feed.words, language });
    const { index, chapter } = cut;
    const claims = one.claimsOf(index, evidence);
    const request = this.#analyses.indexOf(one);
    if (claims) onClaims({ request, chapter: { index, ...chapter }, claims });
  }

  async #finishAll(): Promise<void> {
    const { segments, words, chapters } = this.#feed;
    const language = await this.#languageNow();
    const evidence = new Evidence({ segments, words, language });
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

  async #languageNow(): Promise<string> {
    const known = this.#language ?? (await this.#of.languageSoFar());
    if (known !== 'auto') this.#language ??= known;
    return known;
  }

  #count({ index }: CutChapter): void {
    this.#meter.chapters = { read: index + 1, of: this.#feed.chapters.length };
  }

  /** Until the signal is aborted. A progress that is not written is told the next time. */
  async #tellProgress(signal: AbortSignal): Promise<never> {
    for (let told = ''; ;) {
      await this.#of.clock.sleep(PROGRESS_EVERY_MS, signal);
      const { at: _, ...moved } = this.progress;
      const text = JSON.stringify(moved);
      if (text === told) continue;
      await this.#of.store.putProgress(this.progress).then(
        () => (told = text),
        () => undefined,
      );
    }
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
