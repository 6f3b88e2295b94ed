/**
 * From the claims of all chapters to those of the whole recording, in rounds of questions:
 *
 *   const reduction = new Reduction(request, { claims, language, contextTokens });
 *   for (let round = reduction.next(); round.length > 0; round = reduction.next()) {
 *     reduction.take(await answersTo(round)); // one readReduceAnswer for each question, in order
 *   }
 *   const { claims, untouched, output } = reduction.result();
 *
 * What a model has reworded is a raw claim again, with the support of all that it rests on: to be proven
 * anew. Unsupported claims are shown to no model and come back untouched.
 */
import type { Claim } from '../analysis.ts';
import type { AnalysisRequest } from '../analysis-request.ts';
import { answerLanguage } from './answer-language.ts';
import { batchesOf } from './batches.ts';
import { asRaw, joinedClaims, mergedClaims, type ReducedClaim } from './joined-claims.ts';
import { presetOf } from './presets.ts';
import type { Question } from './question.ts';
import type { ReduceAnswer } from './reduce-answer.ts';
import { choiceQuestion, outputQuestion, type ReduceFrame } from './reduce-question.ts';

/** Claims of a whole recording, if the model has to choose. */
const MOST_CHOSEN = 15;

export interface Reduced {
  /** To be proven: claims of which nothing was reworded are as they were. */
  claims: ReducedClaim[];
  /** Unsupported claims of the chapters, as they were. */
  untouched: Claim[];
  output?: unknown;
}

export class Reduction {
  readonly #frame: ReduceFrame;
  readonly #how: 'choose' | 'merge' | 'keep';
  readonly #untouched: Claim[];
  /** Those of the answer, as far as the rounds have come. */
  #claims: readonly ReducedClaim[];
  /** Those that the form is filled in from: fewer, if all do not fit. */
  #forOutput: readonly ReducedClaim[] | undefined;
  #asked: (readonly ReducedClaim[])[] = [];
  #phase: 'claims' | 'output' | 'done';
  #output: unknown;

  /** @param of.claims of all chapters in order, each with its chapter; @param of.language of the recording */
  constructor(
    request: AnalysisRequest,
    of: { claims: readonly Claim[]; language: string; contextTokens: number },
  ) {
    const language = answerLanguage(request, of.language);
    this.#frame = { request, language, contextTokens: of.contextTokens };
    this.#how = presetOf(request).reduce;
    this.#untouched = of.claims.filter(({ status }) => status === 'unsupported');
    this.#claims = of.claims.filter(({ status }) => status !== 'unsupported').map(asRaw);
    const chapters = new Set(this.#claims.map(({ chapter }) => chapter)).size;
    this.#phase = this.#how !== 'keep' && chapters > 1 ? 'claims' : 'output';
  }

  /**
   * The questions of the next round, which do not depend on each other; none if all is done.
   * @throws {QuestionDoesNotFit}
   */
  next(): Question[] {
    if (this.#phase === 'output' && this.#frame.request.schema === undefined) this.#phase = 'done';
    if (this.#phase === 'done') return [];
    return this.#phase === 'claims' ? this.#claimsRound() : this.#outputRound();
  }

  /** @param answers to the questions of the round, in their order */
  take(answers: readonly ReduceAnswer[]): void {
    const [first] = answers;
    if (this.#phase === 'output' && first !== undefined && 'output' in first) {
      this.#output = first.output;
      this.#phase = 'done';
      return;
    }
    const choosing = this.#phase === 'output' || this.#how === 'choose';
    const put = choosing ? joinedClaims : mergedClaims;
    const next = this.#asked.flatMap((batch, index) => put(batch, answers[index]?.claims ?? []));
    if (this.#phase === 'output') {
      this.#forOutput = next;
      return;
    }
    const last = this.#how === 'merge' || this.#asked.length === 1;
    this.#claims = next;
    if (last) this.#phase = 'output';
  }

  result(): Reduced {
    return {
      claims: [...this.#claims],
      untouched: this.#untouched,
      ...(this.#output !== undefined && { output: this.#output }),
    };
  }

  #claimsRound(): Question[] {
    const how = this.#how === 'merge' ? 'merge' : 'choose';
    this.#asked = batchesOf(this.#claims, this.#frame);
    const single = this.#asked.length === 1;
    return this.#asked.map((claims) => {
      const most = how === 'merge' ? claims.length : single ? MOST_CHOSEN : half(claims);
      return choiceQuestion(this.#frame, { claims, how, most });
    });
  }

  #outputRound(): Question[] {
    const { schema } = this.#frame.request;
    if (schema === undefined) return [];
    const claims = this.#forOutput ?? this.#claims;
    const batches = batchesOf(claims, this.#frame);
    if (batches.length <= 1) return [outputQuestion({ ...this.#frame, schema }, claims)];
    this.#asked = batches;
    return batches.map((batch) =>
      choiceQuestion(this.#frame, { claims: batch, how: 'choose', most: half(batch) }),
    );
  }
}

/** Fewer than before, and at least one. */
function half(claims: readonly unknown[]): number {
  return Math.max(1, Math.floor(claims.length / 2));
}
