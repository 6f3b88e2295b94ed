/** Runs the same audio by every route, while the machines of pools meet with mishaps; then audits. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DisableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import type { Job } from '../../core/job/job.ts';
import { SlowNetwork } from '../../local/ec2/slow-network.ts';
import { auditJob, findings, type Findings, type JobAudit } from '../audit.ts';
import { ChaosHarness } from '../harness.ts';
import { Recorder } from '../recorder.ts';
import { inTurn, reapLeftOvers, untilAllNotified } from '../run.ts';
import { submit } from '../submit.ts';
import { MISHAPS } from './mishaps.ts';
import { auditPools, poolInstances } from './pools-audit.ts';
import type { DrawnMishap, RoadPlan } from './plan.ts';
import { differing } from './same-text.ts';

export interface RoadsOptions {
  readonly machines: number;
  /** Recordings at a time; undefined: all at once. */
  readonly atOnce?: number | undefined;
  readonly progress?: ((line: string) => void) | undefined;
}

export interface RoadJob {
  readonly jobId: string;
  readonly plan: RoadPlan;
}

export interface RoadsResult {
  readonly outcomes: readonly RoadAudit[];
  readonly findings: Findings;
  /** How often each mishap struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** From the first request to the last job's end. */
  readonly seconds: number;
  /** Machines of pools, and all others. */
  readonly machines: { readonly pools: number; readonly own: number };
}

export interface RoadAudit extends JobAudit {
  readonly plan: RoadPlan;
  /** By which its last attempt went. */
  readonly route: string;
  readonly fellOver: number;
}

/** Jobs lose an attempt with a machine; by chance one loses several. */
export const PARAMETERS = {
  HeartbeatSeconds: '20',
  MaxAttempts: '8',
  CapacityRetrySeconds: '2',
  BatchMaxMachines: '2',
  WarmMin: '2',
  WarmMax: '2',
  AllowCpu: 'true',
};

/** From the creation, in seconds: spot needs up to 210 of them by its quote, so a pool has a few. */
const NEAR_DEADLINE_SECONDS = 225;
const CANCEL_LOOK_MS = 100;
const CANCEL_PATIENCE_MS = 120_000;
const LOOK_MS = 500;
const ROUND_MS = 10_000;
/** A machine that is asked to end looks at its queue for 20 s more. */
const ENDED_MS = 90_000;
/** A machine that EC2 does not list some minutes after its launch has ended. */
const LATER_MINUTES = 3;

export async function runRoads(
  plans: readonly RoadPlan[],
  mishaps: readonly DrawnMishap[],
  options: RoadsOptions,
): Promise<RoadsResult> {
  const harness = await ChaosHarness.start({ parameters: PARAMETERS, progress: options.progress });
  const network = await SlowNetwork.start({ bytesPerSecond: 20_000, cuts: 2 });
  try {
    harness.ec2.faults.quota = options.machines;
    const recorder = new Recorder(harness);
    await fill(harness);
    const began = Date.now();
    const over = new AbortController();
    const going = Promise.all([
      roundsUntil(harness, over.signal),
      strike(mishaps, { harness, network }, over.signal),
    ]);
    const { atOnce } = options;
    const jobs = await (atOnce === undefined
      ? inTurn(plans, (plan) => submitRoad(plan, harness))
      : submitCalmly(plans, atOnce, { harness, recorder }));
    const ids = jobs.map(({ jobId }) => jobId);
    const fates = Promise.all(jobs.map((job) => meetFate(job, harness)));
    const isOver = untilAllNotified(ids, { ...options, recorder });
    while (!isOver()) await sleep(LOOK_MS);
    const seconds = (Date.now() - began) / 1000;
    over.abort();
    const [, struck] = await going;
    const done = await fates;
    await endPools(harness);
    await reapLeftOvers(harness);
    const isCalm = atOnce !== undefined;
    return { ...(await audit(done, { harness, recorder, isCalm })), struck, seconds };
  } finally {
    await network.stop();
    await harness.stop();
  }
}

/** Warm servers that take jobs from the beginning. */
async function fill(harness: ChaosHarness): Promise<void> {
  await tend(harness);
  const rows = new ServerRows(harness.table);
  const isReady = async () => {
    const known = Object.values(await rows.all());
    return known.filter(({ ready }) => ready).length >= Number(PARAMETERS.WarmMin);
  };
  for (const end = Date.now() + ENDED_MS; !(await isReady()) && Date.now() < end;) {
    await sleep(LOOK_MS);
  }
}

/**
 * As the daily schedule invokes it: what waits gets a machine at once.
 * @param minutes ahead: in one minute EC2 is asked for the same machine again, also for one that is lost
 */
export async function tend(harness: ChaosHarness, minutes = 0): Promise<void> {
  const time = new Date(Date.now() + minutes * 60_000).toISOString();
  await harness.invoke('tendPools', { time, drain: true });
}

async function submitRoad(plan: RoadPlan, harness: ChaosHarness): Promise<RoadJob> {
  const deadline = new Date(Date.now() + NEAR_DEADLINE_SECONDS * 1000).toISOString();
  const isNear = plan.fate === 'deadline near';
  const jobId = await submit(harness.client, {
    script: plan.script,
    webhook: harness.webhook,
    // Only a job of known duration may wait before its deadline.
    statesLength: isNear,
    options: { route: plan.route, ...(isNear && { deadline }) },
  });
  return { jobId, plan };
}

/** The next recording is submitted once one has ended by every route, so that servers have places. */
async function submitCalmly(
  plans: readonly RoadPlan[],
  atOnce: number,
  { harness, recorder }: { harness: ChaosHarness; recorder: Recorder },
): Promise<RoadJob[]> {
  const recordings = Map.groupBy(plans, ({ number }) => number).values();
  const submitted = await inTurn(
    [...recordings],
    async (routes) => {
      const jobs = await Promise.all(routes.map((plan) => submitRoad(plan, harness)));
      const isOver = untilAllNotified(
        jobs.map(({ jobId }) => jobId),
        { recorder },
      );
      while (!isOver()) await sleep(LOOK_MS);
      return jobs;
    },
    atOnce,
  );
  return submitted.flat();
}

/** @returns the job with the end that it must have */
async function meetFate(job: RoadJob, harness: ChaosHarness): Promise<RoadJob> {
  const { jobId, plan } = job;
  if (!plan.fate.startsWith('cancelled')) return job;
  const isItsTime = ({ offerId, status }: Job) =>
    plan.fate === 'cancelled at work' ? status === 'processing' : offerId !== undefined;
  for (const end = Date.now() + CANCEL_PATIENCE_MS; Date.now() < end;) {
    const stored = await harness.jobs.job(jobId);
    if (stored?.endedAt !== undefined || (stored && isItsTime(stored))) break;
    await sleep(CANCEL_LOOK_MS);
  }
  const answer = await harness.client.request('POST', `/jobs/${jobId}/cancel`);
  await answer.body?.cancel();
  return answer.ok ? { jobId, plan: { ...plan, ending: 'Cancelled' } } : job;
}

async function roundsUntil(harness: ChaosHarness, signal: AbortSignal): Promise<void> {
  const waited = () => sleep(ROUND_MS, true, { signal }).catch(() => false);
  for (let minutes = 1; await waited(); minutes += 1) {
    // Killed functions: the next round does it.
    for (const name of ['reap', 'catchUp']) await harness.round(name).catch(() => undefined);
    await tend(harness, minutes).catch(() => undefined);
  }
}

/** @returns how often each struck */
async function strike(
  mishaps: readonly DrawnMishap[],
  using: { harness: ChaosHarness; network: SlowNetwork },
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const struck: Record<string, number> = {};
  for (const { name, pauseMs, which } of mishaps) {
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const running = poolInstances(using.harness).filter(({ state }) => state === 'running');
    const machine = running[Math.floor(which * running.length)];
    await MISHAPS[name]?.({ ...using, machine });
    struck[name] = (struck[name] ?? 0) + 1;
  }
  return struck;
}

/** Asks all machines to end, as the rounds do when nothing is left to do, and lets none begin. */
export async function endPools(harness: ChaosHarness): Promise<void> {
  harness.ec2.faults.clear();
  await stopRounds(harness);
  const rows = new ServerRows(harness.table);
  const isQuiet = () => poolInstances(harness).every(({ state }) => state === 'terminated');
  for (const end = Date.now() + ENDED_MS; !isQuiet() && Date.now() < end;) {
    for (const id of Object.keys(await rows.all())) await rows.retire(id);
    await sleep(LOOK_MS);
  }
  // One more round sees the ends of which EC2's events were lost. It launches nothing.
  const code = 'InsufficientInstanceCapacity';
  harness.ec2.faults.add({ kind: 'refuse', action: 'CreateFleet', code });
  await harness.round('tendPools', LATER_MINUTES);
}

/** Stops the rounds that keep as many warm servers as the operator wants. */
export async function stopRounds({ cloud }: ChaosHarness): Promise<void> {
  const events = new EventBridgeClient(cloud.aws.connection);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name } of Rules) {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    if (!Targets.some(({ Arn }) => Arn?.endsWith('-tendPools'))) continue;
    await events.send(new DisableRuleCommand({ Name }));
  }
}

async function audit(
  jobs: readonly RoadJob[],
  using: { harness: ChaosHarness; recorder: Recorder; isCalm: boolean },
): Promise<Pick<RoadsResult, 'outcomes' | 'findings' | 'machines'>> {
  const { harness, isCalm } = using;
  const ids = jobs.map(({ jobId }) => jobId);
  const outcomes = await inTurn(jobs, (job) => auditRoad(job, using));
  const pools = poolInstances(harness).length;
  return {
    outcomes,
    findings: {
      ...findings(outcomes, harness),
      ...(await settledAudit(ids, harness)),
      'transcript that differs by route': await differing(sameAudio(outcomes), harness),
      ...(isCalm && { 'job by another route than it asked for': elsewhere(outcomes) }),
    },
    machines: { pools, own: harness.ec2.host.all().length - pools },
  };
}

/** EC2's last events are still on their way. */
export async function settledAudit(
  ids: readonly string[],
  harness: ChaosHarness,
): Promise<Findings> {
  for (const end = Date.now() + ENDED_MS / 3; ;) {
    const found = await auditPools(ids, harness);
    const isClean = Object.values(found).every((one) => one.length === 0);
    if (isClean || Date.now() > end) return found;
    await sleep(4 * LOOK_MS);
  }
}

async function auditRoad(
  job: RoadJob,
  using: { harness: ChaosHarness; recorder: Recorder },
): Promise<RoadAudit> {
  const { jobs, timelines } = using.harness;
  const [found, stored, timeline] = await Promise.all([
    auditJob(job, using),
    jobs.job(job.jobId),
    timelines.of(job.jobId),
  ]);
  const fellOver = timeline.filter(({ what }) => what === 'fell-over').length;
  return { ...found, plan: job.plan, route: stored?.route ?? 'unknown', fellOver };
}

function elsewhere(outcomes: readonly RoadAudit[]): string[] {
  return outcomes.filter(({ route, plan }) => route !== plan.route).map(({ jobId }) => jobId);
}

/** Completed jobs with the same audio, together. */
function sameAudio(outcomes: readonly RoadAudit[]): string[][] {
  const groups = new Map<number, string[]>();
  for (const { jobId, ending, plan } of outcomes) {
    if (ending !== 'completed') continue;
    groups.set(plan.number, [...(groups.get(plan.number) ?? []), jobId]);
  }
  return [...groups.values()];
}
