/**
 * Fails an attempt whose engine is on the CPU although the machine has a GPU: the audio would take
 * many times as long, on a machine that is paid for its GPU. Not all engines decide once: a restarted
 * one may lose the GPU, and a larger model may not fit.
 */
import { JobFailure } from '../../core/base/job-errors.ts';
import { hasGpu } from '../../core/machines/spot/gpu-types.ts';
import type { EngineInfo } from '../../core/transcript/transcript.ts';
import type { JobEngine } from './job-engine.ts';
import type { Log } from './log.ts';
import type { InstanceMetadata } from './metadata.ts';

export interface GpuChecking {
  engine: JobEngine;
  /** Undefined: a box, which has a GPU if it may not use the CPU. */
  metadata: InstanceMetadata | undefined;
  log: Log;
  signal: AbortSignal;
  onFailure: (failure: JobFailure) => void;
}

/** Without an answer from the metadata service, the work goes on. */
export function requireGpu({ engine, metadata, log, signal, onFailure }: GpuChecking): void {
  engine.whenReady((info) => {
    void gpuProblem(info, { metadata, log, signal }).then(
      (failure) => failure && onFailure(failure),
    );
  });
}

/** The failure of an engine that should have a GPU. Never rejects. */
export async function gpuProblem(
  info: EngineInfo,
  { metadata, log, signal }: Pick<GpuChecking, 'metadata' | 'log' | 'signal'>,
): Promise<JobFailure | undefined> {
  if (info.device !== 'cpu') return undefined;
  try {
    if (!metadata) return gpuUnavailable('box', info);
    const type = (await metadata.read('instance-type', signal)) ?? '';
    return hasGpu(type) ? gpuUnavailable(type, info) : undefined;
  } catch (error) {
    log.warn('Whether this machine has a GPU is not known; the CPU is used.', error);
    return undefined;
  }
}

function gpuUnavailable(type: string, { fallback = 'it gave no reason' }: EngineInfo): JobFailure {
  return new JobFailure(
    'GpuUnavailable',
    `The transcription engine could not use the GPU of its ${type} (${fallback}), so the attempt was ended before it took many times as long on the CPU. Create the job again; if it repeats, an operator has to build the machine image again.`,
  );
}
