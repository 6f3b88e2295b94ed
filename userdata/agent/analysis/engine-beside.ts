import type { EngineEvent, MemoryPlan } from '../../../core/transcript/engine-events.ts';

/** What the analyses have to know of the machine's transcription engine. */
export interface EngineBeside {
  /** Resolves once its model is loaded; undefined: the engine is not used, or has failed. */
  known(): Promise<EngineKnown | undefined>;
  /** Whether it transcribes now. */
  readonly isBusy: boolean;
}

export interface EngineKnown {
  /** `cpu` or `cuda`. */
  device: string;
  /** Plan of the card for both models; undefined: the engine does not plan. */
  memory: MemoryPlan | undefined;
}

export function knownOf({ engine, memory }: Extract<EngineEvent, { event: 'ready' }>): EngineKnown {
  return { device: engine.device, memory };
}
