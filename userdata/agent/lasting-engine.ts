/**
 * The engine of a machine that takes job after job: one process that loads its model once and
 * answers the jobs' requests one after the other (`--await-requests`).
 *
 * It holds one model at a time, since a machine's memory is chosen for one: a job that chooses
 * another replaces the process. A crash costs the job that had the process its one restart, and no
 * other job anything.
 */
import type { EngineEvent, EngineRequest } from '../../core/transcript/engine-events.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { EngineBeside } from './analysis/engine-beside.ts';
import type { EngineOutcome, EngineRun } from './engine.ts';
import { failureOf, type EngineProcess, type Ending } from './engine-process.ts';
import type { JobEngine } from './job-engine.ts';
import type { Log } from './log.ts';
import { RestartingEngine } from './restarting-engine.ts';

type EngineReady = Extract<EngineEvent, { event: 'ready' }>;

/** The errors after which the process exits; any other is one request's own. */
const ENDS_PROCESS: ReadonlySet<string> = new Set(['EngineCrashed', 'ModelDamaged']);

/** Thrown to a job that cannot have the engine, or has it no longer. */
export class EngineNotLent extends Error {
  constructor(why: string) {
    super(`The engine ${why}; nothing was transcribed; ask for it again for the next job.`);
    this.name = 'EngineNotLent';
  }
}

export class LastingEngine {
  readonly #start: (model: string) => EngineProcess;
  readonly #defaultModel: string;
  readonly #log: Log;
  #current: SharedProcess | undefined;
  #isClosed = false;

  /**
   * Starts nothing yet.
   * @param start starts a process for many requests, with the model in a folder
   * @param defaultModel folder of the model that is preloaded
   */
  constructor(start: (model: string) => EngineProcess, defaultModel: string, log: Log) {
    this.#start = start;
    this.#defaultModel = defaultModel;
    this.#log = log;
  }

  /** Starts the process before there is a job, unless there is one. */
  preload(): void {
    if (!this.#isClosed && !this.#current?.isUsable) this.#begin(this.#defaultModel);
  }

  /**
   * The engine for the next job. A job that has its `outcome`, or has killed its engine, no longer
   * has it; this waits until a killed process is gone. Which model is loaded depends on the job
   * before, so a job says which one it needs (`useModel`).
   * @throws EngineNotLent
   */
  async forJob(): Promise<JobEngine & EngineBeside> {
    if (this.#current?.isKilled) await this.#current.gone;
    const present = this.#current;
    const model = present?.isUsable ? present.model : this.#defaultModel;
    return new RestartingEngine((folder) => this.#lend(folder), model, this.#log);
  }

  /** Kills the process, also one that transcribes. Resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#current?.kill();
    await this.#current?.gone;
  }

  #lend(model: string): EngineRun {
    if (this.#isClosed) throw new EngineNotLent('is closed');
    const present = this.#current;
    if (present?.isLent) throw new EngineNotLent('has another job');
    if (present?.isUsable && present.model === model) return present.lend();
    present?.kill();
    return this.#begin(model).lend();
  }

  #begin(model: string): SharedProcess {
    this.#current = new SharedProcess(this.#start(model), model, this.#log);
    return this.#current;
  }
}

/** A process for many requests, which at most one job has at a time. */
class SharedProcess {
  readonly model: string;
  /** Resolves when the process has exited. */
  readonly gone: Promise<void>;
  readonly #process: EngineProcess;
  readonly #log: Log;
  #ready: EngineReady | undefined;
  #lent: LentEngine | undefined;
  #isKilled = false;
  #isGone = false;

  constructor(process: EngineProcess, model: string, log: Log) {
    this.#process = process;
    this.model = model;
    this.#log = log;
    process.listen((event) => this.#onEvent(event));
    this.gone = this.#follow();
  }

  get isUsable(): boolean {
    return !this.#isKilled && !this.#isGone;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  get isLent(): boolean {
    return this.isUsable && this.#working !== undefined;
  }

  /** The engine of the job that has the process. */
  get #working(): LentEngine | undefined {
    return this.#lent?.isOver === false ? this.#lent : undefined;
  }

  lend(): EngineRun {
    this.#lent = new LentEngine(this.#process, this.#ready, (lent) => this.#takeBack(lent));
    return this.#lent;
  }

  kill(): void {
    this.#isKilled = true;
    this.#process.kill();
  }

  /**
   * Keeps the process only if it waits for a request: a transcription cannot be interrupted, and a
   * load may hang. Whether it uses the GPU is for the machine's owner to judge (gpu-check.ts).
   */
  #takeBack(lent: LentEngine): void {
    const isIdle = this.#ready !== undefined && !lent.hasAsked;
    if (isIdle) lent.endWith(new EngineNotLent('was given back before a request'));
    else this.kill();
  }

  #onEvent(event: EngineEvent): void {
    if (this.#isKilled) return;
    const isAnswer = this.#ready !== undefined && event.event !== 'ready';
    if (isAnswer && !this.#working?.hasAsked) {
      this.#log.warn('The engine answers without a request, so it is ended.');
      this.kill();
      return;
    }
    if (event.event === 'ready') this.#ready = event;
    this.#working?.onEvent(event);
  }

  /** Never rejects. */
  async #follow(): Promise<void> {
    const end = await this.#process.ending.then(
      (ending) => (lent: LentEngine) => lent.endBy(ending),
      (error: unknown) => (lent: LentEngine) => lent.endWith(error),
    );
    this.#isGone = true;
    if (this.#working) end(this.#working);
    else if (!this.#isKilled) this.#log.warn('The engine ended between two jobs.');
  }
}

/** A job's request, and the events until it is answered. */
class LentEngine implements EngineRun {
  readonly outcome: Promise<EngineOutcome>;
  readonly #process: EngineProcess;
  readonly #takeBack: (lent: LentEngine) => void;
  readonly #answer = Promise.withResolvers<EngineOutcome>();
  #ready: EngineReady | undefined;
  #listener: (event: EngineEvent) => void = () => undefined;
  #last: EngineEvent | undefined;
  #askedAt: number | undefined;
  #isOver = false;

  constructor(
    process: EngineProcess,
    ready: EngineReady | undefined,
    takeBack: (lent: LentEngine) => void,
  ) {
    this.#process = process;
    this.#ready = ready;
    this.#takeBack = takeBack;
    this.outcome = this.#answer.promise;
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.outcome.catch(() => undefined);
  }

  get hasAsked(): boolean {
    return this.#askedAt !== undefined;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get refused(): boolean {
    return this.#process.refused;
  }

  /** An engine that is ready says so again to each listener. */
  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
    if (this.#ready) listener(this.#ready);
  }

  /** Asks nothing of a process that has been given back. */
  ask(request: EngineRequest): void {
    if (this.#isOver) return;
    this.#askedAt = performance.now();
    this.#process.send(request);
  }

  kill(): void {
    if (!this.#isOver) this.#takeBack(this);
  }

  onEvent(event: EngineEvent): void {
    this.#last = event;
    if (event.event === 'ready') this.#ready = event;
    this.#listener(event);
    if (event.event === 'done') {
      this.#isOver = true;
      const seconds = (performance.now() - (this.#askedAt ?? NaN)) / 1000;
      this.#answer.resolve({ done: event, seconds });
    } else if (event.event === 'error' && this.#ready && !ENDS_PROCESS.has(event.code)) {
      this.endWith(new JobFailure(event.code, event.message));
    }
  }

  endBy(ending: Ending): void {
    const wasReady = this.#ready !== undefined;
    this.endWith(failureOf({ ending, last: this.#last, wasReady }));
  }

  endWith(error: unknown): void {
    this.#isOver = true;
    this.#answer.reject(error);
  }
}
