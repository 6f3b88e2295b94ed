/**
 * Restarts the engine once after a crash, from its checkpoint, so that one crash does not cost a
 * machine. A second crash ends the attempt: the file or the machine may be the cause.
 */
import type { EngineEvent, EngineRequest } from '../../core/transcript/engine-events.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { EngineInfo } from '../../core/transcript/transcript.ts';
import { knownOf, type EngineBeside, type EngineKnown } from './analysis/engine-beside.ts';
import type { EngineOutcome, EngineRun } from './engine.ts';
import type { EngineHandlers, JobEngine } from './job-engine.ts';
import type { Log } from './log.ts';

const RESTARTS = 1;

export class RestartingEngine implements JobEngine, EngineBeside {
  modelReady: Date | undefined;
  readonly outcome: Promise<EngineOutcome>;
  readonly #start: (model: string) => EngineRun;
  readonly #log: Log;
  #model: string;
  #engine: EngineRun;
  #request: EngineRequest | undefined;
  #handlers: EngineHandlers | undefined;
  #ready: EngineInfo | undefined;
  #onReady: (engine: EngineInfo) => void = () => undefined;
  #isKilled = false;
  #isOver = false;
  readonly #known = Promise.withResolvers<EngineKnown | undefined>();

  /** @param start starts an engine with the model in a folder @param model the first folder */
  constructor(start: (model: string) => EngineRun, model: string, log: Log) {
    this.#start = start;
    this.#model = model;
    this.#log = log;
    this.#engine = this.#begin();
    this.outcome = this.#follow();
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.outcome
      .catch(() => undefined)
      .finally(() => {
        this.#isOver = true;
        this.#known.resolve(undefined);
      });
  }

  get isBusy(): boolean {
    return this.#request !== undefined && !this.#isOver;
  }

  known(): Promise<EngineKnown | undefined> {
    return this.#known.promise;
  }

  useModel(folder: string): void {
    if (this.#isKilled || folder === this.#model) return;
    const former = this.#engine;
    former.listen(() => undefined);
    former.kill();
    this.modelReady = undefined;
    this.#model = folder;
    this.#engine = this.#begin();
  }

  whenReady(listener: (engine: EngineInfo) => void): void {
    this.#onReady = listener;
    if (this.#ready) listener(this.#ready);
  }

  transcribe(request: EngineRequest, handlers: EngineHandlers): Promise<EngineOutcome> {
    this.#request = request;
    this.#handlers = handlers;
    this.#engine.ask(request);
    return this.outcome;
  }

  kill(): void {
    this.#isKilled = true;
    this.#known.resolve(undefined);
    this.#engine.kill();
  }

  #begin(): EngineRun {
    const engine = this.#start(this.#model);
    engine.listen((event) => {
      this.modelReady ??= new Date();
      if (event.event === 'ready') this.#noteReady(event);
      this.#handlers?.onEvent(event);
    });
    return engine;
  }

  #noteReady(event: Extract<EngineEvent, { event: 'ready' }>): void {
    this.#ready = event.engine;
    this.#known.resolve(knownOf(event));
    this.#onReady(event.engine);
  }

  async #follow(): Promise<EngineOutcome> {
    for (let restarts = 0; ;) {
      const engine = this.#engine;
      try {
        return await engine.outcome;
      } catch (error) {
        // The end of a replaced engine is irrelevant.
        if (engine !== this.#engine) continue;
        if (!isCrash(error) || restarts === RESTARTS || !(await this.#isReady())) throw error;
        if (engine !== this.#engine) continue;
        restarts++;
        this.#log.warn('The engine is started again.', error, { refused: this.#engine.refused });
        this.#engine = this.#begin();
        if (this.#request) this.#engine.ask(this.#request);
      }
    }
  }

  /** Prepares a restart; false if the engine was killed meanwhile. */
  async #isReady(): Promise<boolean> {
    await this.#handlers?.onCrash({ refused: this.#engine.refused });
    return !this.#isKilled;
  }
}

function isCrash(error: unknown): boolean {
  return error instanceof JobFailure && error.code === 'EngineCrashed';
}
