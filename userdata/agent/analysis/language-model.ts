/**
 * The language model of a machine: starts its program for the first question, keeps it for the next ones
 * and jobs, and ends it when it fails. What fails is thrown as a ModelFault, and the program is gone then.
 */
import type { Question } from '../../../core/analysis/asking/question.ts';
import { GpuWatch, type GpuFigures } from '../gpu-figures.ts';
import type { Answer } from './chat.ts';
import type { ChatProgram } from './chat-program.ts';
import type { LanguageModelOptions } from './language-model-options.ts';
import { ModelFault, type FaultKind } from './model-fault.ts';
import { orAborted } from './or-aborted.ts';
import { QuestionQueue } from './question-queue.ts';
import { SilenceWatch } from './silence-watch.ts';
import { startProgram } from './start-program.ts';
import { Yielding } from './yielding.ts';

export interface Asking {
  /** By `join`. */
  job: number;
  /** Called for each sign of progress, with how many tokens it is. */
  onToken: (count: number) => void;
  signal: AbortSignal;
}

export interface TimedAnswer extends Answer {
  /** Time of work, without waiting for other questions. */
  seconds: number;
}

interface Running {
  program: ChatProgram;
  yielding: Yielding;
  over: AbortController;
}

/** For the health of the machine. */
export interface ProgramState {
  isRunning: boolean;
  /** Why it did not start the last time; undefined: it did, or was not asked to. */
  startFault: FaultKind | undefined;
}

export class LanguageModel {
  /** When the program was ready first. */
  readyAt: Date | undefined;
  device = 'cpu';
  readonly #of: LanguageModelOptions;
  readonly #queue = new QuestionQueue();
  readonly #gpu: GpuWatch;
  readonly #closed = new AbortController();
  #running: Promise<Running> | undefined;
  #program: ChatProgram | undefined;
  #startFault: FaultKind | undefined;

  constructor(of: LanguageModelOptions) {
    this.#of = of;
    this.#gpu = new GpuWatch(of.clock, of.config.path);
  }

  /** Figures of the GPU now; undefined without one. */
  get gpu(): GpuFigures | undefined {
    return this.#gpu.latest;
  }

  get state(): ProgramState {
    const isRunning = this.#program?.isGone === false;
    return { isRunning, startFault: this.#startFault };
  }

  get name(): string {
    return this.#of.image.program.model;
  }

  /** Whether it takes sound beside text. */
  get hears(): boolean {
    return this.#of.image.program.hears;
  }

  /** Those that its makers list; empty: not stated. */
  get languages(): readonly string[] {
    return this.#of.image.program.languages;
  }

  get contextTokens(): number {
    return this.#of.image.program.contextTokens;
  }

  /** A number for a job: of those that wait, the first has the next turn. */
  join(): number {
    return this.#queue.join();
  }

  /** Starts the program before there is a question; a question tells what failed. */
  preload(): void {
    this.#running ??= this.#noted();
    this.#running.catch(() => undefined);
  }

  /** @throws ModelFault, or the signal's reason */
  ask(question: Question, as: Asking): Promise<TimedAnswer> {
    const turn = { ...as, onMove: () => as.onToken(0) };
    return this.#queue.inTurn(turn, async () => {
      as.onToken(0); // loading takes less than the workflow waits
      const running = await orAborted(this.#start(), as.signal);
      return this.#answer(running, question, as);
    });
  }

  /** Ends the program. Resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed.abort(new ModelFault('crashed'));
    await this.#running?.then(end, () => undefined);
  }

  async #answer(running: Running, question: Question, as: Asking): Promise<TimedAnswer> {
    const { clock, config } = this.#of;
    const over = new AbortController();
    const watch = new SilenceWatch({ clock, silenceMs: config.analysis.silenceMs });
    const share = () => running.yielding.share;
    const silence = watch.run(share, over.signal);
    const onToken = (count: number) => {
      watch.touch();
      as.onToken(count);
      this.#queue.moved();
    };
    try {
      const signal = AbortSignal.any([as.signal, silence]);
      const began = performance.now();
      const answer = await running.program.chat.ask(question, { onToken, signal });
      return { ...answer, seconds: (performance.now() - began) / 1000 };
    } catch (error) {
      as.signal.throwIfAborted();
      throw await this.#faultBy(error, running);
    } finally {
      over.abort();
    }
  }

  /** Ends the program unless it has only refused a question. */
  async #faultBy(error: unknown, running: Running): Promise<unknown> {
    if (!(error instanceof ModelFault) || error.kind === 'refused') return error;
    this.#running = undefined;
    await end(running);
    const { kind } = await running.program.ended;
    this.#of.log.warn("The language model's program is ended.", error, { kind: error.kind });
    return kind === 'out-of-memory' ? new ModelFault(kind, { cause: error }) : error;
  }

  async #start(): Promise<Running> {
    const starting = (this.#running ??= this.#noted());
    try {
      const running = await starting;
      if (!running.program.isGone) return running;
      await end(running);
    } catch (error) {
      if (this.#running === starting) this.#running = undefined;
      throw error;
    }
    if (this.#running === starting) this.#running = undefined;
    return this.#start();
  }

  /** @throws ModelFault */
  async #noted(): Promise<Running> {
    try {
      const running = await this.#begin();
      this.#program = running.program;
      this.#startFault = undefined;
      return running;
    } catch (error) {
      this.#startFault = error instanceof ModelFault ? error.kind : 'crashed';
      throw error;
    }
  }

  /** @throws ModelFault */
  async #begin(): Promise<Running> {
    const { engine, clock, log } = this.#of;
    const { program, device } = await startProgram(this.#of, this.#closed.signal);
    this.device = device;
    this.readyAt ??= new Date(clock.now());
    const over = new AbortController();
    const isEngineBusy = () => device === 'cuda' && engine.isBusy;
    const yielding = new Yielding({ isEngineBusy, signal: (name) => program.signal(name), clock });
    void yielding.run(over.signal);
    log.info('The language model is ready.', { model: this.name, device });
    return { program, yielding, over };
  }
}

async function end({ program, over }: Running): Promise<void> {
  over.abort();
  await program.kill();
}
