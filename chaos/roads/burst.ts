/**
 * Many jobs at once in the queue of the pool `batch`: three machines drain it, of which two are
 * interrupted, one of them without notice. All must be done, each once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { auditJob, findings, type Findings, type JobAudit } from '../audit.ts';
import { ChaosHarness } from '../harness.ts';
import { Recorder } from '../recorder.ts';
import { inTurn, untilAllNotified } from '../run.ts';
import type { Plan } from '../schedule.ts';
import { submit } from '../submit.ts';
import { poolInstances } from './pools-audit.ts';
import { endPools, settledAudit, stopRounds, tend } from './run.ts';

export interface BurstOptions {
  readonly jobs: number;
  readonly progress?: ((line: string) => void) | undefined;
}

export interface BurstResult {
  readonly outcomes: readonly JobAudit[];
  readonly findings: Findings;
  /** Until all were offered, and from the first machine's launch to the last job's end. */
  readonly seconds: { readonly offering: number; readonly draining: number };
  /** Attempts that each machine had, in the order of their launches. */
  readonly machines: readonly { readonly end: string; readonly attempts: number }[];
  /** Jobs that went to spot. */
  readonly fellOver: number;
}

const DRAINERS = 3;
const PARAMETERS = {
  HeartbeatSeconds: '60',
  MaxAttempts: '4',
  BatchMaxMachines: String(DRAINERS),
  BatchWaitMinutes: '1',
  AllowCpu: 'true',
  JobsPerDay: '1000000',
};
/** Expected of a job by its quote: ten windows of 30 s, at the slowest. */
const EXPECTED_SECONDS = 15;
/** What spot needs at most by its quote, and what a drainer needs to boot. */
const SPOT_SECONDS = 250;
const BOOT_SECONDS = 180;
const NOTICE_MS = 5000;
/** Share of all jobs that have ended when a machine is interrupted. */
const INTERRUPTED_AT = 0.15;
const WITHOUT_NOTICE_AT = 0.4;
const LOOK_MS = 500;
const ROUND_MS = 60_000;
const OFFERED_MS = 120_000;

export async function runBurst({ jobs: count, progress }: BurstOptions): Promise<BurstResult> {
  const harness = await ChaosHarness.start({ parameters: PARAMETERS, progress });
  try {
    const recorder = new Recorder(harness);
    // No machine begins before all jobs wait.
    await stopRounds(harness);
    const began = Date.now();
    const jobs = await inTurn(plansOf(count), async (plan) => ({
      plan,
      jobId: await submitBatch(plan, count, harness),
    }));
    const ids = jobs.map(({ jobId }) => jobId);
    await untilOffered(ids, harness);
    const offered = Date.now();
    progress?.(`${count} jobs are offered`);
    await drain(ids, { harness, recorder, progress });
    const ended = Date.now();
    await endPools(harness);
    const outcomes = await inTurn(jobs, (job) => auditJob(job, { harness, recorder }));
    const stored = await inTurn(ids, (jobId) => harness.jobs.job(jobId));
    return {
      outcomes,
      findings: { ...findings(outcomes, harness), ...(await settledAudit(ids, harness)) },
      seconds: { offering: (offered - began) / 1000, draining: (ended - offered) / 1000 },
      machines: await attemptsOf(harness),
      fellOver: stored.filter((job) => job?.route !== 'batch').length,
    };
  } finally {
    await harness.stop();
  }
}

function plansOf(count: number): Plan[] {
  return Array.from({ length: count }, (_, number) => ({
    script: { title: `jobb ${number}`, windows: 10, paceSeconds: 0.05 },
    faults: [],
    ending: 'completed',
  }));
}

/** With a deadline that three drainers keep, and fewer do not. */
async function submitBatch(plan: Plan, count: number, harness: ChaosHarness): Promise<string> {
  const work = (count * EXPECTED_SECONDS) / (DRAINERS - 0.5);
  const seconds = SPOT_SECONDS + BOOT_SECONDS + work;
  const deadline = new Date(Date.now() + seconds * 1000).toISOString();
  const options = { route: 'batch', deadline } as const;
  const { script } = plan;
  const submission = { script, webhook: harness.webhook, statesLength: true, options };
  return submit(harness.client, submission);
}

async function untilOffered(ids: readonly string[], harness: ChaosHarness): Promise<void> {
  let open = [...ids];
  for (const end = Date.now() + OFFERED_MS; open.length > 0 && Date.now() < end;) {
    const jobs = await inTurn(open, (jobId) => harness.jobs.job(jobId));
    open = open.filter((_, index) => jobs[index]?.route === undefined || !jobs[index].offerId);
    await sleep(LOOK_MS);
  }
}

async function drain(
  ids: readonly string[],
  using: { harness: ChaosHarness; recorder: Recorder } & Pick<BurstOptions, 'progress'>,
): Promise<void> {
  const { harness, recorder } = using;
  const isOver = untilAllNotified(ids, using);
  const ended = () => ids.filter((id) => recorder.endings(id).length > 0).length / ids.length;
  const mishaps = [
    { at: INTERRUPTED_AT, noticeMs: NOTICE_MS },
    { at: WITHOUT_NOTICE_AT, noticeMs: 0 },
  ];
  const struck = new Set<string>();
  let next = 0;
  while (!isOver()) {
    if (Date.now() >= next) {
      await tend(harness);
      next = Date.now() + ROUND_MS;
    }
    await sleep(LOOK_MS);
    const [mishap] = mishaps;
    if (!mishap || ended() < mishap.at) continue;
    const machine = poolInstances(harness).find(
      ({ id, state }) => state === 'running' && !struck.has(id),
    );
    if (!machine) continue;
    harness.ec2.host.interrupt(machine.id, mishap.noticeMs);
    struck.add(machine.id);
    mishaps.shift();
  }
}

async function attemptsOf(harness: ChaosHarness): Promise<BurstResult['machines']> {
  const pools = new PoolMachines(harness.table);
  return Promise.all(
    poolInstances(harness).map(async ({ id, stateReason }) => ({
      end: stateReason?.code ?? 'unknown',
      attempts: (await pools.works(id)).length,
    })),
  );
}

export function burstReport({ outcomes, findings: found, ...of }: BurstResult): string {
  const completed = outcomes.filter(({ ending }) => ending === 'completed').length;
  const most = Math.max(...outcomes.map(({ attempts }) => attempts));
  const again = outcomes.filter(({ attempts }) => attempts > 1).length;
  const { offering, draining } = of.seconds;
  return [
    `# A burst of ${outcomes.length} batch jobs`,
    '',
    `Offered in ${offering.toFixed(0)} s, drained in ${draining.toFixed(0)} s: ${(outcomes.length / draining).toFixed(1)} jobs a second. ${completed} completed, ${of.fellOver} of them by spot; ${again} had a second attempt, none more than ${most}.`,
    '',
    '| machine | ended by | attempts |',
    '| ---: | --- | ---: |',
    ...of.machines.map(({ end, attempts }, index) => `| ${index + 1} | ${end} | ${attempts} |`),
    '',
    '| found | how often |',
    '| --- | ---: |',
    ...Object.entries(found).map(([kind, ids]) => `| ${kind} | ${ids.length} |`),
    ...Object.entries(found).flatMap(([kind, ids]) => ids.map((id) => `\n- ${kind}: ${id}`)),
    '',
  ].join('\n');
}
