/** Runs jobs concurrently on one embedded cloud, each with its own faults; then audits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findings, auditJob, type Findings, type JobAudit } from './audit.ts';
import { FAULTS } from './faults.ts';
import type { Plan } from './schedule.ts';
import { submit } from './submit.ts';
import { Recorder } from './recorder.ts';
import { ChaosHarness } from './harness.ts';

export interface RunOptions {
  /** Account quota: instances per market. Jobs beyond it wait. */
  readonly machines: number;
  readonly progress?: ((line: string) => void) | undefined;
}

export interface RunResult {
  readonly outcomes: readonly JobAudit[];
  readonly findings: Findings;
  /** From the first request to the last job's end. */
  readonly seconds: number;
  readonly instances: number;
}

/** Short timeouts, but long enough for a busy computer to boot a machine. */
const PARAMETERS = {
  HeartbeatSeconds: '20',
  OnDemandFallback: 'true',
  CapacityRetrySeconds: '2',
};

/** Concurrent clients. */
const CLIENTS = 6;
const LOOK_MS = 1000;
const ROUND_MS = 15_000;
/** The reaper's grace period is 15 minutes and its interval 5. */
const LATER_MINUTES = [16, 21];
const REAPED_MS = 30_000;

/** More than a job takes that loses two attempts to heartbeat timeouts and waits in between. */
const PATIENCE_MS = 180_000;

/** @param look called with the cloud before it stops */
export async function run(
  plans: readonly Plan[],
  options: RunOptions,
  look: (harness: ChaosHarness) => void = () => undefined,
): Promise<RunResult> {
  const harness = await ChaosHarness.start({ parameters: PARAMETERS, progress: options.progress });
  try {
    const recorder = new Recorder(harness);
    harness.ec2.faults.quota = options.machines;
    const began = Date.now();
    const jobs = await inTurn(plans, async (plan) => ({
      plan,
      jobId: await submitPlan(plan, harness),
    }));
    const ids = jobs.map(({ jobId }) => jobId);
    await roundsUntil(harness, untilAllNotified(ids, { ...options, recorder }));
    const seconds = (Date.now() - began) / 1000;
    await reapLeftOvers(harness);
    look(harness);
    const outcomes = await inTurn(jobs, (job) => auditJob(job, { harness, recorder }));
    const instances = harness.ec2.host.all().length;
    return { outcomes, findings: findings(outcomes, harness), seconds, instances };
  } finally {
    await harness.stop();
  }
}

async function submitPlan(plan: Plan, harness: ChaosHarness): Promise<string> {
  const befall = plan.faults.flatMap(({ name, moment }) => {
    const fault = FAULTS[name];
    return fault ? [{ fault, moment }] : [];
  });
  const jobId = await submit(harness.client, {
    script: plan.script,
    webhook: harness.webhook,
    beforeUpload: (jobId) => {
      for (const { fault, moment } of befall) fault.prepare?.({ harness, jobId, moment });
    },
  });
  for (const { fault, moment } of befall) {
    await fault.afterUpload?.({ harness, jobId, moment });
  }
  return jobId;
}

/** Maps with so many workers; keeps the order of the items. */
export async function inTurn<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  workers = CLIENTS,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const client = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: workers }, client));
  return results;
}

/** True once every job has had its webhook, or none has ended for PATIENCE_MS. */
export function untilAllNotified(
  ids: readonly string[],
  { recorder, progress }: { recorder: Recorder } & Pick<RunOptions, 'progress'>,
): () => boolean {
  let open = [...ids];
  let movedAt = Date.now();
  return () => {
    const still = open.filter((id) => recorder.endings(id).length === 0);
    if (still.length < open.length) {
      movedAt = Date.now();
      progress?.(`${ids.length - still.length} of ${ids.length} jobs have ended`);
    }
    open = still;
    return open.length === 0 || Date.now() > movedAt + PATIENCE_MS;
  };
}

/** Runs the scheduled functions every ROUND_MS, more often than on AWS. */
async function roundsUntil(harness: ChaosHarness, isOver: () => boolean): Promise<void> {
  let next = Date.now() + ROUND_MS;
  while (!isOver()) {
    await sleep(LOOK_MS);
    if (Date.now() < next) continue;
    await harness.round('reap');
    await harness.round('catchUp');
    next = Date.now() + ROUND_MS;
  }
}

/** Runs the reaper twice, with times past its grace period, and waits for the terminations. */
export async function reapLeftOvers(harness: ChaosHarness): Promise<void> {
  for (const minutes of LATER_MINUTES) await harness.round('reap', minutes);
  const until = Date.now() + REAPED_MS;
  while (!isQuiet(harness) && Date.now() < until) await sleep(LOOK_MS);
}

function isQuiet({ ec2 }: ChaosHarness): boolean {
  return ec2.host.all().every(({ state }) => state === 'terminated');
}
