/**
 * The transcription engine for one request. Its process starts before there is a job, so that it
 * loads its model while the agent claims and downloads. It takes one request, a line on its standard
 * input, and then exits.
 */
import type {
  EngineDone,
  EngineEvent,
  EngineRequest,
} from '../../core/transcript/engine-events.ts';
import { EngineProcess, failureOf, type EngineCommand, type Ending } from './engine-process.ts';

export interface EngineOutcome {
  done: EngineDone;
  /**
   * Wall time: of a process for one request, with its model's loading; on a process for many, from
   * the request.
   */
  seconds: number;
}

/** What is done with an engine for one request. */
export interface EngineRun {
  /** Settles when the work has ended. Rejects with a JobFailure unless that was with `done`. */
  readonly outcome: Promise<EngineOutcome>;
  /** After a crash: whether it rejected the checkpoint. */
  readonly refused: boolean;
  /** Sets the listener for all further events. */
  listen(listener: (event: EngineEvent) => void): void;
  /** Sends the request; call once. */
  ask(request: EngineRequest): void;
  /** Ends the work at once. */
  kill(): void;
}

export class Engine implements EngineRun {
  /** Settles when the process has exited. */
  readonly outcome: Promise<EngineOutcome>;
  readonly #process: EngineProcess;
  readonly #startedAt = performance.now();
  #listener: (event: EngineEvent) => void = () => undefined;
  #last: EngineEvent | undefined;
  #wasReady = false;

  constructor(command: EngineCommand) {
    this.#process = new EngineProcess(command);
    this.#process.listen((event) => this.#onEvent(event));
    this.outcome = this.#process.ending.then((ending) => this.#toOutcome(ending));
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.outcome.catch(() => undefined);
  }

  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
  }

  ask(request: EngineRequest): void {
    this.#process.send(request);
    this.#process.endInput();
  }

  get refused(): boolean {
    return this.#process.refused;
  }

  kill(): void {
    this.#process.kill();
  }

  #onEvent(event: EngineEvent): void {
    this.#last = event;
    this.#wasReady ||= event.event === 'ready';
    this.#listener(event);
  }

  #toOutcome(ending: Ending): EngineOutcome {
    if (this.#last?.event === 'done' && ending === 0) {
      return { done: this.#last, seconds: (performance.now() - this.#startedAt) / 1000 };
    }
    throw failureOf({ ending, last: this.#last, wasReady: this.#wasReady });
  }
}
