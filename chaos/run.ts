/** Many jobs at once, each with its own mishaps, on one embedded cloud; then the audit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findings, outcomeOf, type Findings, type Outcome } from './audit.ts';
import { DISTURBANCES } from './disturbances.ts';
import type { Plan } from './schedule.ts';
import { submit } from './submit.ts';
import { Witness } from './witness.ts';
import { World } from './world.ts';

export interface RunOptions {
  /** Instances of each market that the account may have: a quota, which jobs have to wait for. */
  readonly machines: number;
  readonly progress?: ((line: string) => void) | undefined;
}

export interface RunResult {
  readonly outcomes: readonly Outcome[];
  readonly findings: Findings;
  /** From the first request to the last end. */
  readonly seconds: number;
  readonly instances: number;
}

/** Short enough to be waited for, long enough for a busy computer to boot a machine. */
const PARAMETERS = {
  HeartbeatSeconds: '20',
  OnDemandFallback: 'true',
  CapacityRetrySeconds: '2',
};

/** Clients at the same time. */
const CLIENTS = 6;
const LOOK_MS = 1000;
const ROUND_MS = 15_000;
/** The reaper's grace is fifteen minutes, and five more until its next round. */
const LATER_MINUTES = [16, 21];
const REAPED_MS = 30_000;

/** A job that loses two attempts to silence, and waits in between, takes less. */
const PATIENCE_MS = 180_000;

/** @param look sees the cloud before it ends */
export async function run(
  plans: readonly Plan[],
  options: RunOptions,
  look: (world: World) => void = () => undefined,
): Promise<RunResult> {
  const world = await World.start({ parameters: PARAMETERS, progress: options.progress });
  try {
    const witness = new Witness(world);
    world.ec2.faults.quota = options.machines;
    const began = Date.now();
    const jobs = await inTurn(plans, async (plan) => ({
      plan,
      jobId: await submitPlan(plan, world),
    }));
    const ids = jobs.map(({ jobId }) => jobId);
    await roundsUntil(world, untilAllTold(ids, { ...options, witness }));
    const seconds = (Date.now() - began) / 1000;
    await reapLeftOvers(world);
    look(world);
    const outcomes = await inTurn(jobs, (job) => outcomeOf(job, { world, witness }));
    const instances = world.ec2.host.all().length;
    return { outcomes, findings: findings(outcomes, world), seconds, instances };
  } finally {
    await world.stop();
  }
}

async function submitPlan(plan: Plan, world: World): Promise<string> {
  const befall = plan.disturbances.flatMap(({ name, moment }) => {
    const disturbance = DISTURBANCES[name];
    return disturbance ? [{ disturbance, moment }] : [];
  });
  const jobId = await submit(world.client, {
    script: plan.script,
    webhook: world.webhook,
    beforeUpload: (jobId) => {
      for (const { disturbance, moment } of befall) disturbance.prepare?.({ world, jobId, moment });
    },
  });
  for (const { disturbance, moment } of befall) {
    await disturbance.afterUpload?.({ world, jobId, moment });
  }
  return jobId;
}

/** Some at a time, in order. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const client = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return results;
}

/** True once every owner was told, or nothing has ended for too long. */
function untilAllTold(
  ids: readonly string[],
  { witness, progress }: { witness: Witness } & RunOptions,
): () => boolean {
  let open = [...ids];
  let movedAt = Date.now();
  return () => {
    const still = open.filter((id) => witness.told(id).length === 0);
    if (still.length < open.length) {
      movedAt = Date.now();
      progress?.(`${ids.length - still.length} of ${ids.length} jobs have ended`);
    }
    open = still;
    return open.length === 0 || Date.now() > movedAt + PATIENCE_MS;
  };
}

/** The schedules come round as they do on AWS, only more often. */
async function roundsUntil(world: World, isOver: () => boolean): Promise<void> {
  let next = Date.now() + ROUND_MS;
  while (!isOver()) {
    await sleep(LOOK_MS);
    if (Date.now() < next) continue;
    await world.round('reap');
    await world.round('catchUp');
    next = Date.now() + ROUND_MS;
  }
}

/** Two rounds of the reaper, when nothing that is left can be young any more. */
async function reapLeftOvers(world: World): Promise<void> {
  for (const minutes of LATER_MINUTES) await world.round('reap', minutes);
  const until = Date.now() + REAPED_MS;
  while (!isQuiet(world) && Date.now() < until) await sleep(LOOK_MS);
}

function isQuiet({ ec2 }: World): boolean {
  return ec2.host.all().every(({ state }) => state === 'terminated');
}
