/**
 * State SubmitBatch: gives the files of a batch their jobs. Without money, quota or AWS the rest waits,
 * and the step comes again. Safe to repeat: a file's job is found by its identity.
 */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { Bulk } from '../../bulk/bulk.ts';
import { untried, type FileOutcome } from '../../bulk/file-outcome.ts';
import type { ListedFile } from '../../bulk/listed-file.ts';
import { lookAtJobs } from './look-at-jobs.ts';
import { FIRST_LOOK_SECONDS } from './follow-jobs.ts';
import { readBatch, writeBatch, type BatchPorts } from './stored-batch.ts';
import { submitFile, withoutNewJob, type Blocked, type SubmitPorts } from './submit-file.ts';

export interface SubmitBatchPorts extends SubmitPorts, BatchPorts {
  objects: SubmitPorts['objects'] & BatchPorts['objects'];
  bulks: Pick<BulkStore, 'bulk'>;
}

/** Where a batch stands; all else is in its object: a state has 256 KiB. */
export interface BatchAnswer {
  batch: number;
  waiting: number;
  /** Until the next look. */
  seconds: number;
}

/** A cancelled bulk notices it within this. */
const LONGEST_WAIT_SECONDS = 900;

export async function submitBatch(
  { bulkId, files }: { bulkId: string; files: readonly ListedFile[] },
  using: SubmitBatchPorts,
): Promise<BatchAnswer> {
  const batch = files[0]?.line ?? 0;
  const answer = { batch, waiting: 0, seconds: FIRST_LOOK_SECONDS };
  const bulk = await using.bulks.bulk(bulkId);
  if (!bulk || bulk.isDeleting) return answer;
  const id = { bulkId, batch };
  const before = (await readBatch(id, using)) ?? files.map(untried);
  const { outcomes, blocked } = await submitted(bulk, { files, before }, using);
  // What waits for money sees here that a job has ended. FollowJobs cancels, once none waits.
  const after = await lookAtJobs(bulk, outcomes, { jobs: using.jobs });
  const seconds = Math.ceil(Math.min(blocked?.seconds ?? 0, LONGEST_WAIT_SECONDS));
  const waiting = blocked && {
    code: blocked.code,
    message: blocked.message,
    retryAt: new Date(using.now().getTime() + seconds * 1000).toISOString(),
  };
  await writeBatch(id, { files: after, waiting }, using);
  const left = after.filter(({ state }) => state === 'waiting').length;
  return left === 0 ? answer : { ...answer, waiting: left, seconds };
}

interface Files {
  files: readonly ListedFile[];
  before: readonly FileOutcome[];
}

/**
 * After the first file that has to wait, the rest of the batch waits as well. A cancelled bulk makes no
 * job.
 */
async function submitted(
  bulk: Bulk,
  { files, before }: Files,
  using: SubmitBatchPorts,
): Promise<{ outcomes: FileOutcome[]; blocked: Blocked | undefined }> {
  const outcomes = [...before];
  const isCancelled = bulk.cancelledAt !== undefined;
  let blocked: Blocked | undefined;
  await forEachSettled(
    [...before.entries()].filter(([, { state }]) => state === 'waiting'),
    ([, { line }]) => `${bulk.bulkId} line ${line}`,
    async ([at, outcome]) => {
      const file = files[at];
      if (blocked || !file) return;
      const done = isCancelled
        ? { outcome: await withoutNewJob(bulk, { file, outcome }, using) }
        : await submitFile(bulk, { file, outcome }, using);
      outcomes[at] = done.outcome;
      blocked ??= done.blocked;
    },
  );
  return { outcomes, blocked };
}
