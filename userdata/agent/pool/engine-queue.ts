/**
 * One queue for the one engine of a machine: offered jobs and local requests are transcribed in the
 * order in which their audio was ready.
 *
 * Whatever waits counts the running work's progress as its own, since a heartbeat needs progress. An
 * engine that says nothing for minutes is killed: no machine ends with a hanging job here, so the next
 * one must get an engine.
 */
import type { EngineRequest } from '../../../core/transcript/engine-events.ts';
import type { EngineInfo } from '../../../core/transcript/transcript.ts';
import { JobFailure, type JobErrorCode } from '../../../core/base/job-errors.ts';
import type { Clock } from '../clock.ts';
import type { EngineOutcome } from '../engine.ts';
import type { EngineHandlers, JobEngine } from '../job-engine.ts';
import type { EngineWork } from './metrics.ts';

const SILENCE_MS = 240_000;

/** Gives the engine to one job after the other. */
export interface EngineSource {
  forJob(): Promise<JobEngine>;
}

/** The engine for one piece of work of the machine. */
export interface QueuedEngine extends JobEngine {
  /** Ends the work and counts it. @param failure undefined for a transcript, and for work given up */
  end(failure?: JobErrorCode): void;
}

interface Place {
  from: EngineWork['from'];
  /** Folder of the model to use. */
  model: string;
  /** Called for each sign that the work before it goes on. */
  onMove: () => void;
}

export class EngineQueue {
  readonly #source: EngineSource;
  readonly #clock: Clock;
  readonly #onDone: (work: EngineWork) => void;
  readonly #waiting: Turn[] = [];
  /** In the order in which it came; also what has no audio yet. */
  readonly #notBegun = new Set<Turn>();
  #running: Turn | undefined;

  /** @param onDone called for each piece of work that has ended */
  constructor(source: EngineSource, clock: Clock, onDone: (work: EngineWork) => void) {
    this.#source = source;
    this.#clock = clock;
    this.#onDone = onDone;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Seconds since the oldest work came that the engine has not begun; 0 without any. */
  get oldestQueuedSeconds(): number {
    const [oldest] = this.#notBegun;
    return oldest ? this.#clock.now() / 1000 - oldest.joinedAt : 0;
  }

  /** The engine for one job; it takes its place in the queue when it is asked to transcribe. */
  join(place: Place): QueuedEngine {
    const joined = new Turn(place, {
      source: this.#source,
      clock: this.#clock,
      wait: (turn) => {
        this.#waiting.push(turn);
        this.#next();
      },
      moved: () => this.#moved(),
      leave: (turn) => this.#leave(turn),
      onDone: this.#onDone,
    });
    this.#notBegun.add(joined);
    return joined;
  }

  #next(): void {
    if (this.#running) return;
    this.#running = this.#waiting.shift();
    if (!this.#running) return;
    this.#notBegun.delete(this.#running);
    this.#running.begin();
  }

  #moved(): void {
    for (const turn of this.#waiting) turn.place.onMove();
  }

  #leave(turn: Turn): void {
    this.#notBegun.delete(turn);
    const at = this.#waiting.indexOf(turn);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#running !== turn) return;
    this.#running = undefined;
    this.#moved();
    this.#next();
  }
}

interface Surroundings {
  source: EngineSource;
  clock: Clock;
  wait: (turn: Turn) => void;
  moved: () => void;
  leave: (turn: Turn) => void;
  onDone: (work: EngineWork) => void;
}

class Turn implements QueuedEngine {
  readonly outcome: Promise<EngineOutcome>;
  readonly place: Place;
  readonly #of: Surroundings;
  readonly #settled = Promise.withResolvers<EngineOutcome>();
  readonly #ended = new AbortController();
  #model: string;
  #engine: JobEngine | undefined;
  #work: { request: EngineRequest; handlers: EngineHandlers } | undefined;
  #onReady: (engine: EngineInfo) => void = () => undefined;
  #hasBegun = false;
  /** When it joined, waited, began, ended; in seconds. */
  readonly #times: number[] = [];
  #audioSeconds: number | undefined;
  #isDone = false;
  /** Counts the engine's events. */
  #events = 0;

  constructor(place: Place, of: Surroundings) {
    this.place = place;
    this.#model = place.model;
    this.#of = of;
    this.#times.push(of.clock.now() / 1000);
    this.outcome = this.#settled.promise;
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.outcome.catch(() => undefined);
  }

  /** In seconds. */
  get joinedAt(): number {
    return this.#times[0] ?? NaN;
  }

  get modelReady(): Date | undefined {
    return this.#engine?.modelReady;
  }

  useModel(folder: string): void {
    this.#model = folder;
  }

  whenReady(listener: (engine: EngineInfo) => void): void {
    this.#onReady = listener;
  }

  transcribe(request: EngineRequest, handlers: EngineHandlers): Promise<EngineOutcome> {
    this.#work = { request, handlers };
    if (this.#ended.signal.aborted) return this.outcome;
    this.#times.push(this.#of.clock.now() / 1000);
    this.#of.wait(this);
    return this.outcome;
  }

  /** The job's results are written then. */
  end(failure?: JobErrorCode): void {
    if (!this.#isDone) this.#report(failure);
    this.#isDone = true;
    this.kill();
  }

  kill(): void {
    this.#end(new JobFailure('EngineCrashed', 'The work was ended before the engine had done it.'));
  }

  /** Its turn has come. */
  begin(): void {
    this.#hasBegun = true;
    this.#times.push(this.#of.clock.now() / 1000);
    this.#run()
      .then(this.#settled.resolve, this.#settled.reject)
      .finally(() => {
        this.#times.push(this.#of.clock.now() / 1000);
        this.#ended.abort();
        this.#of.leave(this);
      });
  }

  async #run(): Promise<EngineOutcome> {
    const engine = await this.#of.source.forJob();
    this.#engine = engine;
    if (this.#ended.signal.aborted) engine.kill();
    this.#ended.signal.throwIfAborted();
    engine.useModel(this.#model);
    engine.whenReady((info) => this.#onReady(info));
    this.#watch();
    if (!this.#work) throw new TypeError('The engine was not asked to transcribe.');
    const { request, handlers } = this.#work;
    const outcome = await engine.transcribe(request, {
      onEvent: (event) => {
        this.#events += 1;
        this.#of.moved();
        handlers.onEvent(event);
      },
      onCrash: (crash) => handlers.onCrash(crash),
    });
    this.#audioSeconds = outcome.done.durationSeconds;
    return outcome;
  }

  /** A phase that was not reached, and those after it, took no time. */
  #report(failure: JobErrorCode | undefined): void {
    const now = this.#of.clock.now() / 1000;
    const [joined = now, waited = now, begun = now, ended = now] = this.#times;
    const seconds = {
      audio: waited - joined,
      queued: begun - waited,
      work: ended - begun,
      writing: now - ended,
    };
    this.#of.onDone({
      from: this.place.from,
      seconds,
      audioSeconds: this.#audioSeconds,
      failure,
    });
  }

  #watch(): void {
    const { signal } = this.#ended;
    const watch = async () => {
      for (let seen = -1; seen !== this.#events;) {
        seen = this.#events;
        await this.#of.clock.sleep(SILENCE_MS, signal);
      }
      this.#end(silent());
    };
    watch().catch(() => undefined); // rejects only when aborted
  }

  #end(failure: JobFailure): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(failure);
    this.#settled.reject(failure);
    this.#engine?.kill();
    // One that has begun leaves when its engine has ended.
    if (!this.#hasBegun) this.#of.leave(this);
  }
}

function silent(): JobFailure {
  return new JobFailure(
    'EngineCrashed',
    'The transcription engine said nothing for four minutes, and was ended. Create the job again.',
  );
}
