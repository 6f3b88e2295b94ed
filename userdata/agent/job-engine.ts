/** The engine as one job sees it, on a process of its own or on one that other jobs use as well. */
import type { EngineEvent, EngineRequest } from '../../core/transcript/engine-events.ts';
import type { EngineInfo } from '../../core/transcript/transcript.ts';
import type { EngineOutcome } from './engine.ts';

export interface JobEngine {
  /**
   * Time from which the model was loaded: the engine's first event, or, if an earlier job of the
   * machine has loaded it, when this job got the engine. Undefined before.
   */
  readonly modelReady: Date | undefined;
  /**
   * Settles when no engine works for the job any more. Rejects with a JobFailure unless it ended
   * with `done`; after `kill` the error says nothing of the job.
   */
  readonly outcome: Promise<EngineOutcome>;
  /** Chooses the model in a folder; any other is unloaded. Not after `transcribe`. */
  useModel(folder: string): void;
  /** Sets the listener for engines that are ready: the present one, and any that replaces it. */
  whenReady(listener: (engine: EngineInfo) => void): void;
  /** Sends the request; call once. @returns `outcome` */
  transcribe(request: EngineRequest, handlers: EngineHandlers): Promise<EngineOutcome>;
  /** Ends the job's work at once; all state worth keeping is in the checkpoint. */
  kill(): void;
}

export interface EngineHandlers {
  /** Receives every event, in order. */
  onEvent: (event: EngineEvent) => void;
  /** Called before a restarted engine repeats everything. */
  onCrash: (crash: Crash) => Promise<void>;
}

export interface Crash {
  /** The engine rejected the checkpoint: damaged, or written by another engine. */
  refused: boolean;
}
