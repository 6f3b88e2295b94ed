/**
 * Deletes a session: all its jobs, its documents, and what the table has of it. Order: close it, so
 * that nothing is combined or added; then the jobs; then the documents and rows; its item last. An
 * interrupted deletion resumes with the same result.
 */
import type { SessionRemoval, SessionRow } from '../../aws/dynamodb/session-removal.ts';
import type { SessionStore } from '../../aws/dynamodb/session-store.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { sessionKeyOf } from '../../job/job-session.ts';
import { sessionPrefix, type Session } from '../../job/session.ts';
import {
  sessionReceipt,
  type DeletionReceipt,
  type SessionDeletionReceipt,
  type SessionInventory,
} from '../../view/deletion-receipt.ts';
import {
  deleteJob,
  NotAllYet,
  NotDeletable,
  StillThere,
  type DeleteJobPorts,
} from '../requests/delete-job.ts';

/** Public members of an adapter. */
type Public<Adapter> = Pick<Adapter, keyof Adapter>;

interface DeleteSessionPorts extends Omit<DeleteJobPorts, 'sessions'> {
  sessions: Pick<SessionStore, 'session'>;
  sessionRemoval: Public<SessionRemoval>;
  /** Whether there is time for another job; the next request goes on with the rest. */
  hasTime: () => boolean;
}

const COMBINING_SECONDS = 10;
/** So many unfinished jobs are named. */
const NAMED = 3;

/**
 * @returns the receipt, the same one when repeated; undefined if the owner has no such session
 * @throws NotDeletable, NotAllYet, StillThere, SomeFailed
 */
export async function deleteSession(
  { sessionId, owner }: { sessionId: string; owner: string },
  using: DeleteSessionPorts,
): Promise<SessionDeletionReceipt | undefined> {
  const sessionKey = sessionKeyOf(owner, sessionId);
  // In this order: a session deleted in between has its receipt by then.
  const session = await using.sessions.session(sessionKey);
  const begun = await using.sessionRemoval.deletion(sessionKey);
  if (begun?.receipt || !session) return begun?.receipt;
  const own = begun?.inventory ?? (await begin(session, using));
  const draft = begun?.draft ?? (await deleteAllJobs(session, own, using));
  await removeAll(sessionKey, using);
  return using.sessionRemoval.finish(sessionKey, draft);
}

/** @returns the receipt, noted before the rows go that name the jobs */
async function deleteAllJobs(
  { sessionKey, sessionId, ownedBy }: Session,
  own: SessionInventory,
  using: DeleteSessionPorts,
): Promise<SessionDeletionReceipt> {
  const rows = await using.sessionRemoval.rows(sessionKey);
  const jobs = await deleteJobs({ rows, owner: ownedBy }, using);
  const receipt = sessionReceipt(sessionId, { jobs, own }, using.now?.() ?? new Date());
  return using.sessionRemoval.noteDraft(sessionKey, await using.signer.signed(receipt));
}

async function begin(session: Session, using: DeleteSessionPorts): Promise<SessionInventory> {
  const { sessionKey, sessionId } = session;
  await assertOver(session, using);
  if (!(await using.sessionRemoval.close(session))) {
    throw new NotDeletable({
      because: `The session "${sessionId}" is being combined. Try again.`,
      retryAfterSeconds: COMBINING_SECONDS,
    });
  }
  const rows = await using.sessionRemoval.rows(sessionKey);
  const documents = await using.objects.below(using.resultsBucket, sessionPrefix(sessionKey));
  const deliveries = rows.filter(isDelivery).length;
  await using.sessionRemoval.begin(session, {
    documents: {
      count: documents.length,
      bytes: documents.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    },
    deliveries: { count: deliveries },
    items: { count: rows.length - deliveries + 1 },
  });
  const noted = await using.sessionRemoval.deletion(sessionKey);
  if (!noted) throw new TypeError(`the deletion of ${sessionKey} is not noted`);
  return noted.inventory;
}

function isDelivery({ key }: SessionRow): boolean {
  return key.sk.startsWith('delivery#');
}

/** Before it is closed, so that it goes on if one of its jobs runs. @throws NotDeletable */
async function assertOver(session: Session, using: DeleteSessionPorts): Promise<void> {
  const running: string[] = [];
  await forEachSettled(
    jobIdsIn(await using.sessionRemoval.rows(session.sessionKey)),
    (jobId) => jobId,
    async (jobId) => {
      const job = await using.jobs.job(jobId);
      if (job && !isFinal(job.status)) running.push(jobId);
    },
  );
  if (running.length === 0) return;
  const named = running.sort().slice(0, NAMED).join(', ');
  const because = `${running.length} jobs of the session have not ended, such as ${named}. Cancel them first, or wait for their end.`;
  throw new NotDeletable({ because });
}

function jobIdsIn(rows: readonly SessionRow[]): string[] {
  return [...new Set(rows.flatMap(({ jobId }) => (jobId === undefined ? [] : [jobId])))];
}

interface JobsOf extends Pick<Job, 'owner'> {
  rows: readonly SessionRow[];
}

/** Those that were deleted before have their receipts. */
async function deleteJobs(
  { rows, owner }: JobsOf,
  using: DeleteSessionPorts,
): Promise<DeletionReceipt[]> {
  // Its jobs need not leave it one by one.
  const { sessions: _, sessionRemoval: _removal, hasTime, ...jobPorts } = using;
  const receipts: DeletionReceipt[] = [];
  const refusals: NotDeletable[] = [];
  let skipped = 0;
  await forEachSettled(
    jobIdsIn(rows),
    (jobId) => jobId,
    async (jobId) => {
      if (!hasTime()) {
        skipped += 1;
        return;
      }
      try {
        const receipt = await deleteJob({ jobId, owner }, jobPorts);
        if (receipt) receipts.push(receipt);
      } catch (error) {
        if (!(error instanceof NotDeletable)) throw error;
        refusals.push(error);
      }
    },
  );
  const [refusal] = refusals;
  if (refusal) throw refusal;
  if (skipped > 0) throw new NotAllYet(skipped);
  return receipts.sort((a, b) => a.jobId.localeCompare(b.jobId));
}

async function removeAll(
  sessionKey: string,
  { objects, resultsBucket, sessionRemoval }: DeleteSessionPorts,
): Promise<void> {
  const documents = () => objects.below(resultsBucket, sessionPrefix(sessionKey));
  await objects.remove(resultsBucket, await documents());
  await forEachSettled(
    await sessionRemoval.rows(sessionKey),
    ({ key }) => `${key.pk} ${key.sk}`,
    (row) => sessionRemoval.remove(row),
  );
  const left = (await documents()).length + (await sessionRemoval.rows(sessionKey)).length;
  if (left > 0) throw new StillThere(left);
}
