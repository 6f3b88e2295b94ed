/**
 * The engine, which may crash once: it is started again and goes on from its checkpoint, so that one
 * crash does not cost a machine. A second one ends the attempt, as this file or this machine may be why.
 */
import type { EngineEvent, EngineRequest } from '../../core/transcript/engine-events.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { Engine, EngineOutcome } from './engine.ts';
import type { Log } from './log.ts';

const RESTARTS = 1;

export interface Crash {
  /** The engine would not take the checkpoint: it is damaged, or another engine's. */
  refused: boolean;
}

export interface Hearing {
  /** Hears every event, in order. */
  onEvent: (event: EngineEvent) => void;
  /** Before another engine tells all from the start. */
  onCrash: (crash: Crash) => Promise<void>;
}

export class SteadyEngine {
  /** When an engine said its first word, which is that the model is loaded; undefined until then. */
  modelReady: Date | undefined;
  /** Settles when no engine runs any more. Rejects with a JobFailure unless it ended with `done`. */
  readonly outcome: Promise<EngineOutcome>;
  readonly #start: (model: string) => Engine;
  readonly #log: Log;
  #model: string;
  #engine: Engine;
  #request: EngineRequest | undefined;
  #hearing: Hearing | undefined;
  #isKilled = false;

  /** @param start an engine with the model of a folder. @param model the folder to begin with */
  constructor(start: (model: string) => Engine, model: string, log: Log) {
    this.#start = start;
    this.#model = model;
    this.#log = log;
    this.#engine = this.#begin();
    this.outcome = this.#follow();
    // It may fail before anybody waits for it.
    this.outcome.catch(() => undefined);
  }

  /** An engine with another model takes the place of the one that is warm. Not after `transcribe`. */
  useModel(folder: string): void {
    if (this.#isKilled) return;
    const former = this.#engine;
    former.listen(() => undefined);
    former.kill();
    this.modelReady = undefined;
    this.#model = folder;
    this.#engine = this.#begin();
  }

  /** Hands the audio over, once. */
  transcribe(request: EngineRequest, hearing: Hearing): Promise<EngineOutcome> {
    this.#request = request;
    this.#hearing = hearing;
    this.#engine.ask(request);
    return this.outcome;
  }

  /** Ends the process at once: what anybody needs of it is in its checkpoint. */
  kill(): void {
    this.#isKilled = true;
    this.#engine.kill();
  }

  #begin(): Engine {
    const engine = this.#start(this.#model);
    engine.listen((event) => {
      this.modelReady ??= new Date();
      this.#hearing?.onEvent(event);
    });
    return engine;
  }

  async #follow(): Promise<EngineOutcome> {
    for (let restarts = 0; ;) {
      const engine = this.#engine;
      try {
        return await engine.outcome;
      } catch (error) {
        // How one ends whose place is taken means nothing.
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

  /** For another engine; false if none is wanted any more. */
  async #isReady(): Promise<boolean> {
    await this.#hearing?.onCrash({ refused: this.#engine.refused });
    return !this.#isKilled;
  }
}

function isCrash(error: unknown): boolean {
  return error instanceof JobFailure && error.code === 'EngineCrashed';
}
