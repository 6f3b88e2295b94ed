/**
 * Priorities of instances. On AWS each has processors of its own, and AWS's services have others. Here
 * all share this computer's: the services come first, then the honest owner's instances, then the rest.
 */
import type { Instance } from '../../local/ec2/instance.ts';
import type { ChaosHarness } from '../harness.ts';

/** nice(2) of a machine's processes: 19 is the lowest priority. */
export const NICENESS = { honest: 10, neighbour: 19 } as const;

export function setNiceness(
  { ec2 }: ChaosHarness,
  { jobId, niceness }: { jobId: string; niceness: number },
): void {
  const prepare = (instance: Instance) => (instance.niceness = niceness);
  ec2.faults.add({ kind: 'machine', about: jobId, prepare });
}
