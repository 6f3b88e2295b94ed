/**
 * One owner's jobs twice on one embedded cloud with the real engine: alone, and beside an owner who
 * floods, one whose machines forge, and one who sends bombs.
 */
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

const NEIGHBOURS = { flooder: flood, forger: forge, bomber: bombard };

export async function runHostile(
  jobs: number,
  { machines, progress }: RunOptions,
): Promise<HostileResult> {
  const harness = await ChaosHarness.start({ engine: undefined, progress });
  const over = new AbortController();
  try {
    harness.ec2.faults.quota = machines;
    const honest = await HonestOwner.moveIn(harness);
    const quiet = await honest.run(jobs, progress);
    const neighbours = await Promise.all(
      Object.entries(NEIGHBOURS).map(async ([owner, live]) => {
        const neighbour = await Neighbour.moveIn(harness, { owner, signal: over.signal });
        return { neighbour, life: live(neighbour) };
      }),
    );
    const lives = Promise.all(neighbours.map(({ life }) => life));
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

function never(): never {
  throw new Error('the neighbours stopped before they had to');
}

function deedsOf(neighbours: readonly Neighbour[]): HostileResult['deeds'] {
  return Object.fromEntries(
    neighbours.map(({ owner, answers }) => [owner, Object.fromEntries(answers)]),
  );
}
