/** How each part of the machine is, for its own callers. */
import type { AnalysisProgram } from '../../../core/analysis/program.ts';
import type { ServerParts, ServerStatus } from '../../../core/machines/pool/server-status.ts';
import type { MemoryPlan } from '../../../core/transcript/engine-events.ts';
import type { ProgramState } from '../analysis/language-model.ts';
import type { FaultKind } from '../analysis/model-fault.ts';
import type { GpuFigures } from '../gpu-figures.ts';
import { healthOf, type HealthState } from './health.ts';

const DOES_NOT_FIT = "Both models do not fit the memory of the machine's card.";

export interface PartsState extends HealthState {
  /** The image's program for language models; undefined: it has none. */
  program: AnalysisProgram | undefined;
  programState: ProgramState;
  /** The engine's plan of the card's memory, once its model is loaded. */
  memory: MemoryPlan | undefined;
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
  const { program, programState } = state;
  const because = whyNoAnalysis(state);
  return {
    ...{ ready: because === undefined, available: program !== undefined },
    running: programState.isRunning,
    ...(program && { model: program.model, program: `${program.name} ${program.version}` }),
    ...(because !== undefined && { because }),
  };
}

const START_FAULTS: Record<FaultKind, string> = {
  damaged: 'The language model is damaged.',
  'does-not-fit': DOES_NOT_FIT,
  'out-of-memory': 'The language model found no room in the memory when it was started.',
  crashed: 'The program ended when it was started.',
  silent: 'The program was not ready in time.',
  refused: 'The program did not take what it was asked.',
};

function whyNoAnalysis(state: PartsState): string | undefined {
  const { program, programState, memory, engine, takesMore } = state;
  if (!program) return 'The machine has no program for analyses.';
  if (programState.startFault) return START_FAULTS[programState.startFault];
  if (memory?.fits === false) return DOES_NOT_FIT;
  if (!engine) return 'The model of the transcription is being loaded.';
  return takesMore ? undefined : 'The machine takes no more work.';
}
