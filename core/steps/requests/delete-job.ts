/**
 * Deletes a job with all stored data, verifies the removal, and returns a receipt. Order: mark the
 * job as deleted, which refuses late writes; delete the later jobs that analyse its transcript; record
 * the inventory; remove everything; the job's item last. An interrupted deletion therefore resumes with
 * the same result.
 */
import type { Job } from '../../job/job.ts';
import type { JobRemoval, Row } from '../../aws/dynamodb/job-removal.ts';
import type { LaterAnalyses } from '../../aws/dynamodb/later-analyses.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { ObjectRemoval, StoredVersion } from '../../aws/s3/object-removal.ts';
import type { SessionStore } from '../../aws/dynamodb/session-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { sessionKeyOf } from '../../job/job-session.ts';
import { hindranceOf, instanceUntil, type Hindrance } from '../../job/deletable.ts';
import {
  deletionReceipt,
  type Amount,
  type DeletionReceipt,
  type DeletionTimes,
  type Inventory,
  type Removable,
} from '../../view/deletion-receipt.ts';
import { LONGEST_PAUSE_SECONDS } from '../../webhooks/retry-schedule.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { ReceiptSigner } from '../receipts/receipt-signer.ts';
import { settleHolds, type Settlement } from '../upkeep/settle-holds.ts';
import { allOf, countOf, type Stored } from './stored-data.ts';
import { removeParts, type PartsPorts } from './unfinished-parts.ts';

/** Thrown while something may still write for the job; `retryAfterSeconds` if waiting helps. */
export class NotDeletable extends Error {
  readonly retryAfterSeconds: number | undefined;

  constructor({ because, retryAfterSeconds }: Hindrance) {
    super(because);
    this.name = 'NotDeletable';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Thrown when data was found after the removal: a receipt would be wrong. */
export class StillThere extends Error {
  constructor(count: number) {
    super(`${count} objects and rows were there after all had been removed`);
    this.name = 'StillThere';
  }
}

/** Thrown when time was up for the jobs of a session; all that was removed stays so. */
export class NotAllYet extends Error {
  constructor(count: number) {
    super(`${count} jobs of the session are still to be deleted`);
    this.name = 'NotAllYet';
  }
}

/** Public members of an adapter. */
type Public<Adapter> = Pick<Adapter, keyof Adapter>;

export interface DeleteJobPorts extends PartsPorts, Settlement {
  jobs: Pick<JobReader, 'job'>;
  later: Pick<LaterAnalyses, 'of'>;
  removal: Public<JobRemoval>;
  objects: Public<ObjectRemoval>;
  workflow: Pick<Workflow, 'execution'>;
  signer: ReceiptSigner;
  stateMachineArn: string;
  resultsBucket: string;
  maxLifeMinutes: number;
  /** Without it, a job's session keeps it: it is being deleted itself. */
  sessions?: Pick<SessionStore, 'leave' | 'session'>;
  now?: () => Date;
}

/**
 * @returns the receipt, the same one when repeated; undefined if the owner has no such job
 * @throws NotDeletable, StillThere, SomeFailed
 */
export async function deleteJob(
  { jobId, owner }: Pick<Job, 'jobId' | 'owner'>,
  using: DeleteJobPorts,
): Promise<DeletionReceipt | undefined> {
  // In this order: a job deleted in between has its receipt by then.
  const job = await using.jobs.job(jobId);
  const begun = await using.removal.deletion(jobId);
  if ((job ?? begun)?.owner !== owner) return undefined;
  if (begun?.receipt || !job) return begun?.receipt;
  if (!begun) {
    await assertDeletable(job, using);
    await assertLaterDeletable(job, using);
    // What it cost stays in the budget.
    await settleHolds(job, using, { now: nowOf(using), isLast: true });
    await leaveSession(job, using);
    await using.removal.begin(job);
  }
  await deleteLater(job, using);
  const there = await allOf(job, using);
  const inventory = begun?.inventory ?? (await noteInventory(job, there, using));
  await removeAll(job, there, using);
  const left = countOf(await allOf(job, using));
  if (left > 0) throw new StillThere(left);
  const receipt = deletionReceipt(job, inventory, timesOf(nowOf(using)));
  return using.removal.finish(await using.signer.signed(receipt));
}

/** A waiting delivery finds the job deleted at its next try. */
function timesOf(deletedAt: Date): DeletionTimes {
  const pause = LONGEST_PAUSE_SECONDS * 1000;
  return { deletedAt, lastDeliveryEndsAt: new Date(deletedAt.getTime() + pause) };
}

async function assertDeletable(job: Job, using: DeleteJobPorts): Promise<void> {
  const hindrance = hindranceOf(job, {
    execution: await using.workflow.execution(using.stateMachineArn, job.jobId),
    instances: await using.removal.instances(job),
    now: nowOf(using),
  });
  if (hindrance) throw new NotDeletable(hindrance);
}

/** Until a later job, which its owner may have to cancel, can be over. */
const RUNNING_SECONDS = 30;

/** Before anything is marked as deleted. */
async function assertLaterDeletable({ jobId }: Job, using: DeleteJobPorts): Promise<void> {
  for (const row of await using.later.of(jobId)) {
    const later = await using.jobs.job(row.jobId);
    if (later) await assertDeletable(later, using).catch(asHindrance);
  }

  function asHindrance(error: unknown): never {
    if (!(error instanceof NotDeletable)) throw error;
    const because = `A later job analyses its transcript. ${error.message}`;
    const { retryAfterSeconds = RUNNING_SECONDS } = error;
    throw new NotDeletable({ because, retryAfterSeconds });
  }
}

/** Each takes the row by which this job names it, and has a receipt of its own. */
async function deleteLater({ jobId, owner }: Job, using: DeleteJobPorts): Promise<void> {
  for (const later of await using.later.of(jobId)) {
    await deleteJob({ jobId: later.jobId, owner }, using);
  }
}

const COMBINING_SECONDS = 10;

/** Before anything is removed: what is combined from here on does not have its words. */
async function leaveSession(job: Job, using: DeleteJobPorts): Promise<void> {
  const { jobId, owner, session } = job;
  if (!session || !using.sessions) return;
  const sessionKey = sessionKeyOf(owner, session.id);
  const { index } = session;
  if (await using.sessions.leave(sessionKey, { index, jobId }, nowOf(using))) return;
  throw new NotDeletable({
    because: `The session "${session.id}" of this job is being combined. Try again.`,
    retryAfterSeconds: COMBINING_SECONDS,
  });
}

function nowOf({ now }: DeleteJobPorts): Date {
  return now?.() ?? new Date();
}

async function noteInventory(
  job: Job,
  { rows, audio, results, upload }: Stored,
  using: DeleteJobPorts,
): Promise<Inventory> {
  const standing = { instances: await using.removal.instances(job), now: nowOf(using) };
  const until = instanceUntil(job, standing, using.maxLifeMinutes);
  const rowsOf = (what: Removable) => ({ count: rows.filter((row) => row.what === what).length });
  return using.removal.noteInventory(job.jobId, {
    amounts: {
      audio: amountOf([...audio, ...(upload?.parts ?? [])]),
      results: amountOf(results),
      job: { count: 1 + rowsOf('job').count },
      timeline: rowsOf('timeline'),
      edits: rowsOf('edits'),
      deliveries: rowsOf('deliveries'),
      instances: rowsOf('instances'),
      repeats: rowsOf('repeats'),
      links: rowsOf('links'),
    },
    delivered: rows.filter(({ isDelivered = false }) => isDelivered).length,
    ...(until !== undefined && { instanceUntil: until }),
    ...(upload && audio.length === 0 && { partsUntil: upload.endsBy }),
  });
}

function amountOf(versions: readonly Pick<StoredVersion, 'bytes'>[]): Amount {
  const bytes = versions.reduce((sum, version) => sum + (version.bytes ?? 0), 0);
  return { count: versions.length, bytes };
}

/** Idempotency records and links first: from then on no request is answered with a job being deleted. */
async function removeAll(
  job: Job,
  { rows, audio, results, upload }: Stored,
  { removal, objects, resultsBucket, multipart }: DeleteJobPorts,
): Promise<void> {
  const remove = (some: Row[]) =>
    forEachSettled(
      some,
      ({ key }) => `${key.pk} ${key.sk}`,
      (row) => removal.remove(job.jobId, row),
    );
  await remove(rows.filter(isWayIn));
  if (job.audio.source !== 'url') await objects.remove(job.audio.bucket, audio);
  await objects.remove(resultsBucket, results);
  // Before the row by which the upload is found.
  if (upload) await removeParts(upload, { multipart });
  await remove(rows.filter((row) => !isWayIn(row)));
}

/** Not the other row of a link, by which a repeated deletion finds this one. */
function isWayIn({ what, isWayIn: isOfLink = false }: Row): boolean {
  return what === 'repeats' || isOfLink;
}
