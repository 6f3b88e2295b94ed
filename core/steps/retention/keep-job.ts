/**
 * Deletes what of one job is due by its retention, and says when to look at it next. Each deletion notes
 * what it found, removes it, looks again, and then records its receipt with the job in one transaction:
 * one that died anywhere is repeated with the same result.
 */
import type { RetentionRows } from '../../aws/dynamodb/retention-rows.ts';
import { hindranceOf } from '../../job/deletable.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { dueDeletions, keepsOriginal, type DueDeletion } from '../../job/kept-until.ts';
import { retentionReceipt } from '../../view/retention-receipt.ts';
import { removeOriginals } from '../attempts/remove-originals.ts';
import type { DeleteJobPorts } from '../requests/delete-job.ts';
import {
  amountsOf,
  isNothing,
  laterJobs,
  leaveSession,
  removeRetained,
  retained,
  type RetainedPorts,
} from './retained.ts';

/** Thrown when data was found after the removal: a receipt would be wrong. */
export class StillKept extends Error {
  constructor({ jobId }: Pick<Job, 'jobId'>, { kind }: Pick<DueDeletion, 'kind'>) {
    super(
      `the ${kind} of ${jobId} is still there after its removal; the next round removes the rest`,
    );
    this.name = 'StillKept';
  }
}

export interface KeepJobPorts
  extends RetainedPorts, Pick<DeleteJobPorts, 'signer' | 'stateMachineArn' | 'workflow'> {
  rows: Pick<RetentionRows, 'noteFound' | 'record' | 'lookAgainAt' | 'end'>;
  removal: RetainedPorts['removal'] & Pick<DeleteJobPorts['removal'], 'instances'>;
  now: Date;
}

/** Until the next round. */
const ROUND_MS = 5 * 60_000;

/** @throws StillKept */
export async function keepJob(jobId: string, using: KeepJobPorts): Promise<void> {
  const { rows, now } = using;
  const job = await using.jobs.job(jobId);
  // Its deletion has the row, or had it.
  if (!job) return;
  if (!isFinal(job.status)) return rows.lookAgainAt(jobId, nextRound(now));
  if (!keepsOriginal(job)) {
    if (!(await mayDelete(job, using))) return rows.lookAgainAt(jobId, nextRound(now));
    // Settle did so before; what a machine of an earlier attempt wrote since goes here.
    await removeOriginals(job, { ...using, removal: using.objects });
  }
  for (const due of dueDeletions(job)) {
    if (due.at > now) return rows.lookAgainAt(jobId, due.at);
    if (!(await mayDelete(job, using))) return rows.lookAgainAt(jobId, nextRound(now));
    if (!(await remove(job, due, using))) return;
  }
  await rows.end(jobId);
}

function nextRound(now: Date): Date {
  return new Date(now.getTime() + ROUND_MS);
}

/** Whether nothing of ours can write for the job, or for one that analyses its transcript. */
async function mayDelete(job: Job, using: KeepJobPorts): Promise<boolean> {
  for (const one of [job, ...(await laterJobs(job, using))]) {
    const hindrance = hindranceOf(one, {
      execution: await using.workflow.execution(using.stateMachineArn, one.jobId),
      instances: await using.removal.instances(one),
      now: using.now,
    });
    if (hindrance) return false;
  }
  return true;
}

/** @returns false if it is to be tried again by a later round, or its row is gone */
async function remove(job: Job, due: DueDeletion, using: KeepJobPorts): Promise<boolean> {
  const { kind: what } = due;
  if (what === 'transcript' && !(await leaveSession(job, using, using.now))) {
    await using.rows.lookAgainAt(job.jobId, nextRound(using.now));
    return false;
  }
  const there = await retained(job, what, using);
  const found = await using.rows.noteFound(job.jobId, what, amountsOf(there, what));
  if (!found) return false;
  await removeRetained(job, there, using);
  if (!isNothing(await retained(job, what, using))) throw new StillKept(job, due);
  const receipt = await using.signer.signed(retentionReceipt(job, { what, found }, using.now));
  const later = what === 'transcript' ? await laterJobs(job, using) : [];
  const unmarked = later.filter(({ transcriptDeletedAt }) => transcriptDeletedAt === undefined);
  const isRecorded = await using.rows.record(
    job,
    receipt,
    unmarked.map(({ jobId }) => jobId),
  );
  // A later job was deleted, or its own retention recorded, since it was read.
  if (!isRecorded) await using.rows.lookAgainAt(job.jobId, nextRound(using.now));
  return isRecorded;
}
