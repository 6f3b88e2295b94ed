/** Invariants checked after a chaos run, whatever faults were injected. */
import { isFinal } from '../core/job/job-status.ts';
import type { Plan } from './schedule.ts';
import { segmentsOf } from './script.ts';
import type { Recorder } from './recorder.ts';
import type { ChaosHarness } from './harness.ts';

/** Kind of violation → the jobs or instances that show it. */
export type Findings = Readonly<Record<string, readonly string[]>>;

export interface JobAudit {
  readonly jobId: string;
  readonly plan: Plan;
  /** `completed` or the error code; the status if the job never ended. */
  readonly ending: string;
  readonly attempts: number;
  readonly mistakes: readonly Mistake[];
}

type Mistake =
  | 'lost'
  | 'ended otherwise than it had to'
  | 'more than one end'
  | 'completed twice'
  | 'owner not told, or told twice'
  | 'stale overwrite'
  | 'wrong transcript';

const ENDS = ['completed', 'failed', 'cancelled'];

export async function auditJob(
  job: { jobId: string; plan: Plan },
  { harness, recorder }: { harness: ChaosHarness; recorder: Recorder },
): Promise<JobAudit> {
  const { jobId, plan } = job;
  const item = await harness.jobs.job(jobId);
  if (!item || !isFinal(item.status)) {
    const ending = item?.status ?? 'unknown';
    return { ...job, ending, attempts: item?.attempt ?? 0, mistakes: ['lost'] };
  }
  const ending = item.error?.code ?? item.status;
  const ends = (await harness.timelines.of(jobId)).filter(({ what }) => ENDS.includes(what));
  const endings = recorder.endings(jobId);
  const isDone = item.status === 'completed';
  const mistakes: [Mistake, boolean][] = [
    ['ended otherwise than it had to', ending !== plan.ending],
    ['more than one end', ends.length !== 1],
    ['completed twice', ends.filter(({ what }) => what === 'completed').length > 1],
    ['owner not told, or told twice', endings.length !== 1],
    ['stale overwrite', isDone && !(await isUntouched(jobId, recorder))],
    ['wrong transcript', isDone && !(await isWhole(job, harness))],
  ];
  const found = mistakes.filter(([, isSo]) => isSo).map(([mistake]) => mistake);
  return { ...job, ending, attempts: item.attempt, mistakes: found };
}

async function isUntouched(jobId: string, recorder: Recorder): Promise<boolean> {
  const [then, now] = [
    await recorder.documentsAtDelivery(jobId),
    await recorder.documentsNow(jobId),
  ];
  return JSON.stringify(then) === JSON.stringify(now);
}

/** Every segment once, in order, and none of another job. */
async function isWhole({ jobId, plan }: { jobId: string; plan: Plan }, harness: ChaosHarness) {
  const { segments, complete } = await harness.client.transcript(jobId);
  const wanted = segmentsOf(plan.script);
  const isSame = segments.every(({ id, text }, index) => id === index && text === wanted[index]);
  return complete && segments.length === wanted.length && isSame;
}

/** Instances not terminated, or with a process still running. */
export function orphans({ ec2: { host } }: ChaosHarness): string[] {
  return host
    .all()
    .filter(({ id, state }) => state !== 'terminated' || host.isRunning(id))
    .map(({ id, state, tags }) => `${id} (${state}, job ${tags['JobId'] ?? 'none'})`);
}

/** Client tokens that were sent with two different requests. */
export function mismatchedTokens({ ec2 }: ChaosHarness): string[] {
  const { calls } = ec2.gateway;
  const refused = calls.filter(({ code }) => code === 'IdempotentParameterMismatch');
  return refused.map(({ clientToken }) => clientToken ?? '');
}

export function findings(outcomes: readonly JobAudit[], harness: ChaosHarness): Findings {
  const KINDS: Mistake[] = [
    'lost',
    'completed twice',
    'more than one end',
    'stale overwrite',
    'wrong transcript',
    'ended otherwise than it had to',
    'owner not told, or told twice',
  ];
  const ofJobs = KINDS.map((kind): [string, string[]] => [
    kind,
    outcomes.filter(({ mistakes }) => mistakes.includes(kind)).map(({ jobId }) => jobId),
  ]);
  return {
    ...Object.fromEntries(ofJobs),
    orphan: orphans(harness),
    'client token used for another request': mismatchedTokens(harness),
  };
}
