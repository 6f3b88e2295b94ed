/** What the analyses of a job are given. */
import type { AnalysisRequest } from '../../../core/analysis/analysis-request.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { AnalysisStore } from './analysis-store.ts';
import type { ChapterClaims } from './chapter-claims.ts';
import type { Hearing } from './hearing.ts';
import type { LanguageModel } from './language-model.ts';

export interface AnalysisWorkOptions {
  jobId: string;
  requests: readonly AnalysisRequest[];
  /** Undefined: the image has none. */
  model: LanguageModel | undefined;
  /** Gives the recording to a model that hears; undefined: the transcript is read. */
  hearing?: Hearing | undefined;
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
