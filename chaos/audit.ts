/** What must be true when all is over, whatever happened on the way. */
import { isFinal } from '../core/job/job-status.ts';
import type { Plan } from './schedule.ts';
import { segmentsOf } from './script.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

/** A kind of mistake, and the jobs or instances in which it was found. */
export type Findings = Readonly<Record<string, readonly string[]>>;

/** What became of one job. */
export interface Outcome {
  readonly jobId: string;
  readonly plan: Plan;
  /** `completed`, or the code of its error; its status, if it never ended. */
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

export async function outcomeOf(
  job: { jobId: string; plan: Plan },
  { world, witness }: { world: World; witness: Witness },
): Promise<Outcome> {
  const { jobId, plan } = job;
  const item = await world.jobs.job(jobId);
  if (!item || !isFinal(item.status)) {
    const ending = item?.status ?? 'unknown';
    return { ...job, ending, attempts: item?.attempt ?? 0, mistakes: ['lost'] };
  }
  const ending = item.error?.code ?? item.status;
  const ends = (await world.timelines.of(jobId)).filter(({ what }) => ENDS.includes(what));
  const told = witness.told(jobId);
  const isDone = item.status === 'completed';
  const mistakes: [Mistake, boolean][] = [
    ['ended otherwise than it had to', ending !== plan.ending],
    ['more than one end', ends.length !== 1],
    ['completed twice', ends.filter(({ what }) => what === 'completed').length > 1],
    ['owner not told, or told twice', told.length !== 1],
    ['stale overwrite', isDone && !(await isUntouched(jobId, witness))],
    ['wrong transcript', isDone && !(await isWhole(job, world))],
  ];
  const found = mistakes.filter(([, isSo]) => isSo).map(([mistake]) => mistake);
  return { ...job, ending, attempts: item.attempt, mistakes: found };
}

async function isUntouched(jobId: string, witness: Witness): Promise<boolean> {
  const [then, now] = [await witness.documentsWhenTold(jobId), await witness.documentsNow(jobId)];
  return JSON.stringify(then) === JSON.stringify(now);
}

/** Every segment once, in order, and nobody else's. */
async function isWhole({ jobId, plan }: { jobId: string; plan: Plan }, world: World) {
  const { segments, complete } = await world.client.transcript(jobId);
  const wanted = segmentsOf(plan.script);
  const isSame = segments.every(({ id, text }, index) => id === index && text === wanted[index]);
  return complete && segments.length === wanted.length && isSame;
}

/** What of any machine is still there. */
export function orphans({ ec2: { host } }: World): string[] {
  return host
    .all()
    .filter(({ id, state }) => state !== 'terminated' || host.isRunning(id))
    .map(({ id, state, tags }) => `${id} (${state}, job ${tags['JobId'] ?? 'none'})`);
}

/** Two launches of ours that EC2 took for one another: the mistake that uses a token twice. */
export function mismatchedTokens({ ec2 }: World): string[] {
  const { calls } = ec2.gateway;
  const refused = calls.filter(({ code }) => code === 'IdempotentParameterMismatch');
  return refused.map(({ clientToken }) => clientToken ?? '');
}

export function findings(outcomes: readonly Outcome[], world: World): Findings {
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
    orphan: orphans(world),
    'client token used for another request': mismatchedTokens(world),
  };
}
