/** Jobs that were transcribed on the CPU of a machine with a GPU. */
import type { Job } from '../job/job.ts';
import { hasGpu } from './spot/gpu-types.ts';

/** Why the GPU of the job's instance was not used; undefined if it was, or the instance has none. */
export function gpuFallback({ instance, result }: Pick<Job, 'instance' | 'result'>) {
  if (!instance || !result || !hasGpu(instance.type)) return undefined;
  const { device, fallback = 'the engine gave no reason' } = result.engine;
  return device === 'cpu' ? fallback : undefined;
}
