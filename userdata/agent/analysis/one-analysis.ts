/** One analysis of a transcript: chapter by chapter, then the claims of all together. */
import { AnalysisFailure, analysisError } from '../../../core/analysis/analysis-errors.ts';
import { presetName } from '../../../core/analysis/asking/presets.ts';
import type { AnalysisRequest } from '../../../core/analysis/analysis-request.ts';
import type { Analysis, Chapter, Claim } from '../../../core/analysis/analysis.ts';
import { answerLanguage } from '../../../core/analysis/asking/answer-language.ts';
import { QuestionDoesNotFit } from '../../../core/analysis/asking/budget.ts';
import {
  readChapterAnswer,
  type GroupedClaim,
} from '../../../core/analysis/asking/chapter-answer.ts';
import { chapterQuestion } from '../../../core/analysis/asking/chapter-question.ts';
import { languageNote } from '../../../core/analysis/asking/language-note.ts';
import type { ReducedClaim } from '../../../core/analysis/asking/joined-claims.ts';
import { readReduceAnswer } from '../../../core/analysis/asking/reduce-answer.ts';
import { Reduction, type Reduced } from '../../../core/analysis/asking/reduction.ts';
import { restsOnOf } from '../../../core/analysis/asking/rests-on.ts';
import {
  readStretchAnswer,
  type HeardClaim,
} from '../../../core/analysis/asking/stretch-answer.ts';
import { placedClaims } from '../../../core/analysis/asking/stretch-chapters.ts';
import { stretchQuestion } from '../../../core/analysis/asking/stretch-question.ts';
import { analysisText } from '../../../core/analysis/documents/analysis-text.ts';
import { checkClaim } from '../../../core/analysis/proof/check-claim.ts';
import { checkOutput } from '../../../core/analysis/proof/check-output.ts';
import type { Evidence } from '../../../core/analysis/proof/evidence.ts';
import type { Segment } from '../../../core/transcript/transcript.ts';
import type { Clock } from '../clock.ts';
import type { Asker } from './asker.ts';
import type { CutChapter } from './chapter-feed.ts';
import type { HeardStretch } from './hearing.ts';

export interface OneAnalysisOptions {
  /** Place in the list of requests. */
  nth: number;
  request: AnalysisRequest;
  asker: Asker;
  /** Name of the language model. */
  model: string;
  /** Those that the makers of the model list; empty: not stated. */
  languages: readonly string[];
  contextTokens: number;
  clock: Clock;
}

/** The whole transcript. */
export interface Heard {
  chapters: readonly Chapter[];
  evidence: Evidence;
  language: string;
  /** Milliseconds since the epoch. */
  at: number;
}

type Read<T> = { claims: T[] } | { missing: AnalysisFailure | undefined };

export class OneAnalysis {
  /** What has ended it. */
  failure: AnalysisFailure | undefined;
  readonly #of: OneAnalysisOptions;
  #chapters: Read<GroupedClaim>[] = [];
  #stretches: Read<HeardClaim>[] = [];

  constructor(of: OneAnalysisOptions) {
    this.#of = of;
  }

  async read({ index, segments }: CutChapter, language: string): Promise<void> {
    const { nth, request, contextTokens, asker } = this.#of;
    const read = await this.#answered(async () => {
      const question = chapterQuestion(request, { segments, language, contextTokens });
      return asker.ask({ name: `${nth}-${index}`, question, read: readChapterAnswer });
    });
    if (read) this.#chapters[index] = read;
  }

  /** In place of chapters, while there is no transcript yet. */
  async hear({ index, sound }: HeardStretch, language: string): Promise<void> {
    const { nth, request, contextTokens, asker } = this.#of;
    const heard = await this.#answered(async () => {
      const question = stretchQuestion(request, { sound, language, contextTokens });
      return asker.ask({ name: `${nth}-heard-${index}`, question, read: readStretchAnswer });
    });
    if (heard) this.#stretches[index] = heard;
  }

  /** Whether any stretch got a usable answer. */
  get hasHeard(): boolean {
    return this.#stretches.some((heard) => 'claims' in heard);
  }

  /** Looks up in the transcript what was heard. @param chapters of the stretches */
  place(chapters: readonly Chapter[], segments: readonly Segment[]): void {
    this.#chapters = this.#stretches.map((heard, index) => {
      const chapter = chapters[index];
      if ('missing' in heard) return heard;
      if (!chapter) return { missing: undefined };
      return { claims: placedClaims(heard.claims, chapter, segments) };
    });
  }

  /** What gets no usable answer is missing; other failures end the analysis. */
  async #answered<T>(ask: () => Promise<{ claims: T[] }>): Promise<Read<T> | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof QuestionDoesNotFit) return { missing: undefined };
      if (!(error instanceof AnalysisFailure)) throw error;
      if (error.code === 'AnalysisInvalid') return { missing: error };
      this.failure = error;
      return undefined;
    }
  }

  /** Proven claims of a chapter; undefined if it is not read. */
  claimsOf(chapter: number, evidence: Evidence): Claim[] | undefined {
    const read = this.#chapters[chapter];
    if (!read || 'missing' in read) return undefined;
    return read.claims.map((raw) => proven({ ...raw, chapter }, evidence));
  }

  /** @returns the analysis, completed or failed */
  async finish(heard: Heard): Promise<Analysis> {
    try {
      if (this.failure) throw this.failure;
      const read = this.#readOf(heard);
      const reduced = await this.#reduce(read, heard);
      return this.#completed(heard, reduced);
    } catch (error) {
      if (error instanceof QuestionDoesNotFit)
        this.failure = new AnalysisFailure('AnalysisInvalid', { cause: error });
      else if (error instanceof AnalysisFailure) this.failure = error;
      else throw error;
      return this.failed(heard);
    }
  }

  /** The analysis as it stands, without what it has not come to. */
  pending(language: string): Analysis {
    return this.#common({ language, chapters: [] });
  }

  /** As `failure` says. */
  failed(heard: Pick<Heard, 'language' | 'chapters'>): Analysis {
    const { code, raw } = this.failure ?? new AnalysisFailure('AnalysisInvalid');
    return {
      ...this.#common({ ...heard, chapters: this.#marked(heard.chapters) }),
      status: 'failed',
      error: analysisError(code, raw),
      completedAt: this.#now(),
    };
  }

  /** Proven claims of all chapters. @throws AnalysisFailure if none could be read */
  #readOf({ chapters, evidence }: Heard): Claim[] {
    const of = this.#chapters.slice(0, chapters.length);
    const missing = of.filter((one) => 'missing' in one);
    if (of.length > 0 && missing.length === of.length) {
      throw missing.find((one) => one.missing)?.missing ?? new AnalysisFailure('AnalysisInvalid');
    }
    return of.flatMap((_, chapter) => this.claimsOf(chapter, evidence) ?? []);
  }

  async #reduce(claims: readonly Claim[], { language }: Heard): Promise<Reduced> {
    const { request, contextTokens, nth, asker } = this.#of;
    const reduction = new Reduction(request, { claims, language, contextTokens });
    let asked = 0;
    for (let round = reduction.next(); round.length > 0; round = reduction.next()) {
      const answers = [];
      for (const question of round) {
        const name = `${nth}-all-${asked++}`;
        answers.push(await asker.ask({ name, question, read: readReduceAnswer }));
      }
      reduction.take(answers);
    }
    return reduction.result();
  }

  #completed(heard: Heard, { claims, untouched, output }: Reduced): Analysis {
    const all = [...claims.map((raw) => proven(raw, heard.evidence)), ...untouched];
    const marks = output === undefined ? [] : checkOutput(output, all);
    const analysis: Analysis = {
      ...this.#common({ ...heard, chapters: this.#marked(heard.chapters) }),
      status: 'completed',
      claims: all,
      ...(output !== undefined && { output }),
      ...(marks.length > 0 && { outputMarks: marks }),
      completedAt: this.#now(),
    };
    const afterTranscriptSeconds = Math.max(0, (this.#of.clock.now() - heard.at) / 1000);
    const timings = { ...analysis.timings, afterTranscriptSeconds };
    return { ...analysis, timings, text: analysisText(analysis) };
  }

  #common({ language, chapters }: { language: string; chapters: readonly Chapter[] }): Analysis {
    const { request, asker, model, languages: listed } = this.#of;
    const note = languageNote(request, { language, listed });
    return {
      preset: presetName(request),
      status: 'pending',
      language: answerLanguage(request, language),
      model,
      ...(note !== undefined && { note }),
      text: '',
      claims: [],
      chapters: [...chapters],
      restsOn: restsOnOf(chapters),
      tokens: { ...asker.tokens },
      timings: { workSeconds: asker.seconds },
    };
  }

  #marked(chapters: readonly Chapter[]): Chapter[] {
    return chapters.map((chapter, index) => {
      const because = this.#whyMissing(index);
      return because === undefined ? chapter : { ...chapter, missing: because };
    });
  }

  #whyMissing(index: number): string | undefined {
    const read = this.#chapters[index];
    if (read && 'claims' in read) return undefined;
    if (!read) return this.failure?.code ?? 'not read';
    return read.missing?.code ?? 'too long for the model';
  }

  #now(): string {
    return new Date(this.#of.clock.now()).toISOString();
  }
}

function proven({ group, chapter, marks = [], ...raw }: ReducedClaim, evidence: Evidence): Claim {
  const claim = checkClaim(raw, evidence);
  return {
    ...claim,
    ...(marks.length > 0 && { ...doubted(claim), marks: [...marks, ...(claim.marks ?? [])] }),
    ...(group !== undefined && { group }),
    ...(chapter !== undefined && { chapter }),
  };
}

function doubted({ status }: Claim): Pick<Claim, 'status'> {
  return { status: status === 'supported' ? 'doubtful' : status };
}
