/** The machine's health, as it reports it and as its server answers. */
import type { ServerHealth } from '../../../core/machines/pool/server-row.ts';
import type { EngineInfo } from '../../../core/transcript/transcript.ts';
import type { ImageModel } from '../image-models.ts';

/** Reported for a model whose manifest has no name that jobs can ask for. */
const UNNAMED = 'unnamed';

export interface HealthState {
  models: readonly ImageModel[];
  /** Undefined until the model is loaded. */
  engine: EngineInfo | undefined;
  isRunning: boolean;
  /** Jobs of the pool, and requests of local callers, that are here. */
  jobs: number;
  requests: number;
  /** Slots that are free. */
  free: number;
  takesMore: boolean;
}

/** Places are those in use and the free slots, less the local requests that would be before a new job. */
export function healthOf(state: HealthState): ServerHealth {
  const ready = state.engine !== undefined && state.takesMore;
  const here = state.jobs + state.requests;
  const running = state.isRunning ? 1 : 0;
  const free = ready ? Math.max(0, state.free - state.requests) : 0;
  return {
    ready,
    load: { running, waiting: Math.max(0, here - running), places: here + free },
    model: state.models[0]?.name ?? UNNAMED,
    version: state.engine?.version ?? '',
  };
}
