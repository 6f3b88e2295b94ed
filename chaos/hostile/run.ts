/**
 * One owner's jobs twice on one embedded cloud with the real engine: alone, and beside an owner who
 * floods, one whose machines forge, and one who sends bombs.
 */
import { GPU_QUOTAS } from '../../core/machines/spot/gpu-quota.ts';
import type { RunOptions } from '../run.ts';
import { ChaosHarness } from '../harness.ts';
import { bombard } from './bomber.ts';
import { flood } from './flooder.ts';
import { forge } from './forger.ts';
import { HonestOwner, type HonestRun } from './honest.ts';
import { Neighbour } from './neighbour.ts';

export interface HostileResult {
  readonly quiet: HonestRun;
  readonly besieged: HonestRun;
  /** What the others tried, and what came of it: owner → deed → how often. */
  readonly deeds: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** vCPUs of the machine that jobs get here, an xlarge. */
const VCPUS = 4;

const NEIGHBOURS = { flooder: flood, forger: forge, bomber: bombard };

export async function runHostile(
  jobs: number,
  { machines, progress }: RunOptions,
): Promise<HostileResult> {
  const harness = await ChaosHarness.start({ engine: undefined, progress });
  const over = new AbortController();
  try {
    await allow(machines, harness);
    const honest = await HonestOwner.moveIn(harness);
    const quiet = await honest.run(jobs, progress);
    const neighbours = await Promise.all(
      Object.entries(NEIGHBOURS).map(async ([owner, live]) => {
        const neighbour = await Neighbour.moveIn(harness, { owner, signal: over.signal });
        return { neighbour, life: live(neighbour) };
      }),
    );
    const lives = Promise.all(neighbours.map(({ life }) => life));
    // Functions that start for the first time take processors that are not shared on AWS.
    const flooder = neighbours.find(({ neighbour }) => neighbour.owner === 'flooder');
    await Promise.race([flooder?.neighbour.untilRefused(), lives.then(never)]);
    // A neighbour that fails would leave the honest owner alone: the run fails with it.
    const besieged = await Promise.race([honest.run(jobs, progress), lives.then(never)]);
    over.abort();
    await lives;
    return { quiet, besieged, deeds: deedsOf(neighbours.map(({ neighbour }) => neighbour)) };
  } finally {
    over.abort();
    await harness.stop();
  }
}

/** EC2 refuses more machines, and the deployment knows the quota, as it does after its first minutes. */
async function allow(machines: number, harness: ChaosHarness): Promise<void> {
  harness.ec2.faults.quota = machines;
  const vcpus = machines * VCPUS;
  await harness.cloud.aws.emulator.put({ quotas: { [GPU_QUOTAS.spot.code]: vcpus } });
  await harness.round('reap');
}

function never(): never {
  throw new Error('the neighbours stopped before they had to');
}

function deedsOf(neighbours: readonly Neighbour[]): HostileResult['deeds'] {
  return Object.fromEntries(
    neighbours.map(({ owner, answers }) => [owner, Object.fromEntries(answers)]),
  );
}
