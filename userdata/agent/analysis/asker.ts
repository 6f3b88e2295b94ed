/**
 * Asks the questions of one analysis: what is known is not asked again, an answer of no usable form is
 * asked for once more, and a program that fails is started once more.
 */
import { AnalysisFailure, type AnalysisErrorCode } from '../../../core/analysis/analysis-errors.ts';
import { AnswerInvalid } from '../../../core/analysis/asking/answer-invalid.ts';
import { QuestionDoesNotFit } from '../../../core/analysis/asking/budget.ts';
import type { Question } from '../../../core/analysis/asking/question.ts';
import { repairQuestion } from '../../../core/analysis/asking/repair-question.ts';
import type { Answer } from './chat.ts';
import type { LanguageModel } from './language-model.ts';
import { ModelFault, type FaultKind } from './model-fault.ts';
import { identityOf, type Pieces } from './pieces.ts';

const RESTARTS = 1;

const CODES: Record<FaultKind, AnalysisErrorCode> = {
  crashed: 'AnalysisCrashed',
  silent: 'AnalysisTimedOut',
  'out-of-memory': 'AnalysisOutOfMemory',
  damaged: 'AnalysisModelDamaged',
  'does-not-fit': 'AnalysisDoesNotFit',
  refused: 'AnalysisInvalid',
};

export interface AskerOptions {
  /** Undefined: nothing is asked. */
  model: LanguageModel | undefined;
  /** Number of the job, by the model. */
  job: number;
  pieces: Pieces;
  onToken: (count: number) => void;
  signal: AbortSignal;
}

/** What is asked, and how its answer is read. */
export interface Asked<T> {
  /** Name of its piece: lower-case letters, digits and hyphens. */
  name: string;
  question: Question;
  /** @throws AnswerInvalid */
  read: (answer: string, question: Question) => T;
}

export class Asker {
  readonly tokens = { prompt: 0, completion: 0 };
  /** Time that the model worked, also in earlier attempts. */
  seconds = 0;
  readonly #of: AskerOptions;
  #restarts = 0;

  constructor(of: AskerOptions) {
    this.#of = of;
  }

  get #model(): LanguageModel {
    if (!this.#of.model) throw new AnalysisFailure('not-available');
    return this.#of.model;
  }

  /** @throws AnalysisFailure */
  async ask<T>({ name, question, read }: Asked<T>): Promise<T> {
    const identity = identityOf(question, this.#model.name);
    const known = await this.#of.pieces.find(identity);
    const value = known && readable(() => read(known.answer, question));
    if (known && value) {
      this.#count(known.tokens, known.seconds);
      return value.read;
    }
    const before = { ...this.tokens, seconds: this.seconds };
    const [answer, answered] = await this.#askTwice(question, read);
    await this.#of.pieces.keep(name, {
      ...{ question: identity, answer },
      seconds: this.seconds - before.seconds,
      tokens: {
        prompt: this.tokens.prompt - before.prompt,
        completion: this.tokens.completion - before.completion,
      },
    });
    return answered;
  }

  async #askTwice<T>(question: Question, read: Asked<T>['read']): Promise<[string, T]> {
    const first = await this.#answerTo(question);
    try {
      return [first.text, readWhole(first, question, read)];
    } catch (error) {
      if (!(error instanceof AnswerInvalid)) throw error;
      const second = await this.#answerTo(repairOf(question, first.text, error));
      try {
        return [second.text, readWhole(second, question, read)];
      } catch (again) {
        if (!(again instanceof AnswerInvalid)) throw again;
        throw new AnalysisFailure('AnalysisInvalid', { raw: second.text, cause: again });
      }
    }
  }

  async #answerTo(question: Question): Promise<Answer> {
    for (;;) {
      try {
        const answer = await this.#model.ask(question, this.#of);
        this.#count(answer.tokens, answer.seconds);
        return answer;
      } catch (error) {
        if (!(error instanceof ModelFault)) throw error;
        const mayRestart = error.kind === 'crashed' || error.kind === 'silent';
        if (!mayRestart || this.#restarts++ >= RESTARTS) throw failureBy(error);
      }
    }
  }

  #count(tokens: Answer['tokens'], seconds: number): void {
    this.tokens.prompt += tokens.prompt;
    this.tokens.completion += tokens.completion;
    this.seconds += seconds;
  }
}

function failureBy(fault: ModelFault): AnalysisFailure {
  const { said: raw } = fault;
  return new AnalysisFailure(CODES[fault.kind], {
    cause: fault,
    ...(raw !== undefined && { raw }),
  });
}

function readWhole<T>(answer: Answer, question: Question, read: Asked<T>['read']): T {
  if (answer.finish === 'length') throw new AnswerInvalid('it is too long and breaks off');
  return read(answer.text, question);
}

/** A piece that an older agent has read otherwise is asked for again. */
function readable<T>(read: () => T): { read: T } | undefined {
  try {
    return { read: read() };
  } catch {
    return undefined;
  }
}

/** @throws AnalysisFailure if there is no room for it */
function repairOf(question: Question, answer: string, { why }: AnswerInvalid): Question {
  try {
    return repairQuestion(question, answer, why);
  } catch (error) {
    if (!(error instanceof QuestionDoesNotFit)) throw error;
    throw new AnalysisFailure('AnalysisInvalid', { raw: answer, cause: error });
  }
}
