/**
 * Priorities of instances: on AWS each has processors of its own, and the services others. Here all
 * share this computer's, so machines leave them to the services, and those of the three to the fourth's.
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
