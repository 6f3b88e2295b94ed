/** Where the analyses of an attempt are written: the folder of the attempt, by its signed form. */
import type { AnalysisProgress } from '../../../core/analysis/analysis-result.ts';
import type { AnalysisDocument } from '../../../core/analysis/analysis.ts';
import {
  attemptAnalysisKey,
  attemptAnalysisPieceKey,
  attemptAnalysisProgressKey,
  type JobAttempt,
} from '../../../core/job/work-order.ts';
import { CONTENT_TYPES } from '../../../core/transcript/subtitles.ts';
import type { Results } from '../results.ts';

export interface AnalysisStore {
  /** @param name lower-case letters, digits and hyphens */
  putPiece(name: string, text: string): Promise<void>;
  putDocument(document: AnalysisDocument): Promise<void>;
  putProgress(progress: AnalysisProgress): Promise<void>;
}

export class AttemptAnalysisStore implements AnalysisStore {
  readonly #attempt: JobAttempt;
  readonly #results: Results;

  constructor(attempt: JobAttempt, results: Results) {
    this.#attempt = attempt;
    this.#results = results;
  }

  putPiece(name: string, text: string): Promise<void> {
    return this.#put(attemptAnalysisPieceKey(this.#attempt, name), text);
  }

  putDocument(document: AnalysisDocument): Promise<void> {
    return this.#put(attemptAnalysisKey(this.#attempt), JSON.stringify(document));
  }

  putProgress(progress: AnalysisProgress): Promise<void> {
    return this.#put(attemptAnalysisProgressKey(this.#attempt), JSON.stringify(progress));
  }

  #put(key: string, text: string): Promise<void> {
    return this.#results.put(key, text, CONTENT_TYPES.json);
  }
}
