/** How each part of the machine is, for its own callers. */
import type { AnalysisProgram } from '../../../core/analysis/program.ts';
import type {
  MemoryTable,
  ServerParts,
  ServerStatus,
} from '../../../core/machines/pool/server-status.ts';
import type { GpuFigures } from '../gpu-figures.ts';
import { healthOf, type HealthState } from './health.ts';

export interface PartsState extends HealthState {
  /** The image's program for language models; undefined: it has none. */
  program: AnalysisProgram | undefined;
  /** The engine's plan of the card's memory, once its model is loaded. */
  memory: MemoryTable | undefined;
  gpu: GpuFigures | undefined;
}

export function statusOf(state: PartsState): ServerStatus {
  const { memory, gpu } = state;
  return {
    ...healthOf(state),
    parts: partsOf(state),
    ...(memory && { memory }),
    ...(gpu && { gpu }),
  };
}

function partsOf(state: PartsState): ServerParts {
  const { engine, takesMore } = state;
  return {
    agent: { ready: takesMore },
    engine: {
      ready: engine !== undefined,
      model: healthOf(state).model,
      ...(engine && { device: engine.device, computeType: engine.computeType }),
    },
    analysis: analysisOf(state),
  };
}

function analysisOf(state: PartsState): ServerParts['analysis'] {
  const { program } = state;
  const because = whyNoAnalysis(state);
  return {
    ...{ ready: because === undefined, available: program !== undefined },
    ...(program && { model: program.model, program: `${program.name} ${program.version}` }),
    ...(because !== undefined && { because }),
  };
}

function whyNoAnalysis({ program, memory, engine, takesMore }: PartsState): string | undefined {
  if (!program) return 'The machine has no program for analyses.';
  if (memory?.fits === false) return "Both models do not fit the memory of the machine's card.";
  if (!engine) return 'The model of the transcription is being loaded.';
  return takesMore ? undefined : 'The machine takes no more work.';
}
