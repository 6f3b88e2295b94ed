/**
 * The secret from which a job's pseudonyms come: its own, or that of its session. It is destroyed with the
 * key of the pseudonyms: who has it can try names against them.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AT_ONCE } from '../../base/for-each-settled.ts';
import { newRedactionSecret } from '../../job/heard-options.ts';
import type { Job } from '../../job/job.ts';
import { sessionKeyOf } from '../../job/job-session.ts';
import { SessionStatus } from '../../job/session.ts';
import { isDeleted } from './deleted-jobs.ts';
import { jobKey, sessionItemKey } from './items.ts';
import { JobReader } from './job-reader.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { SessionStore } from './session-store.ts';
import { repeatConflicts } from './transact.ts';

const OfSession = z.object({
  redactionSecret: z.string().optional(),
  status: SessionStatus,
  /** How many jobs have joined it; absent in sessions older than this field. */
  joined: z.int().optional(),
});

type Secretive = Pick<
  Job,
  'jobId' | 'owner' | 'session' | 'redactionSecret' | 'redactionKeyDeletedAt'
>;

/** Without the secret the same would get another pseudonym: the copy cannot be made. */
export class NoRedactionSecret extends Error {
  constructor(jobId: string) {
    super(`the job ${jobId} has no redaction secret: it was deleted with its session`);
    this.name = 'NoRedactionSecret';
  }
}

function hasKey(job: Job | undefined): boolean {
  if (!job?.redact) return false;
  return (job.redactionKeyDeletedAt ?? job.transcriptDeletedAt) === undefined;
}

export class RedactionSecrets {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /**
   * Once it is destroyed, one that was never used: what is new gets a pseudonym that nothing leads to.
   * @throws NoRedactionSecret if there is none (any more)
   */
  async of(job: Secretive): Promise<string> {
    const { jobId, owner, session, redactionSecret, redactionKeyDeletedAt } = job;
    const secret = redactionSecret ?? (session && (await this.#ofSession(owner, session.id)));
    if (secret !== undefined) return secret;
    if (redactionKeyDeletedAt !== undefined) return newRedactionSecret();
    throw new NoRedactionSecret(jobId);
  }

  async areDestroyed(job: Pick<Job, 'jobId'>): Promise<boolean> {
    const stored = await new JobReader(this.table).job(job.jobId);
    return stored?.redactionKeyDeletedAt !== undefined || this.areGone(job);
  }

  /** With the transcript or the job: a deletion is marked before it looks for what there is. */
  async areGone({ jobId }: Pick<Job, 'jobId'>): Promise<boolean> {
    const job = await new JobReader(this.table).job(jobId);
    if (job?.transcriptDeletedAt !== undefined) return true;
    return job === undefined || isDeleted(jobId, this.table);
  }

  /** That of a session goes with the last key of its chunks, once all chunks are there. Idempotent. */
  async destroy({ jobId, owner, session }: Secretive, at: Date): Promise<void> {
    const marked = new UpdateCommand({
      TableName: this.table.name,
      Key: jobKey(jobId),
      UpdateExpression:
        'SET redactionKeyDeletedAt = if_not_exists(redactionKeyDeletedAt, :at) REMOVE redactionSecret',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': at.toISOString() },
    });
    await unlessRefused(repeatConflicts(() => this.table.client.send(marked)));
    if (session) await this.#destroyOfSession(sessionKeyOf(owner, session.id));
  }

  async #ofSession(owner: string, sessionId: string): Promise<string | undefined> {
    const key = sessionItemKey(sessionKeyOf(owner, sessionId));
    return (await this.table.get(key, OfSession))?.redactionSecret;
  }

  async #destroyOfSession(sessionKey: string): Promise<void> {
    const key = sessionItemKey(sessionKey);
    const session = await this.table.get(key, OfSession);
    if (session?.redactionSecret === undefined || session.status === 'waiting') return;
    if (await this.#someHasItsKey(sessionKey)) return;
    const destroyed = new UpdateCommand({
      TableName: this.table.name,
      Key: key,
      UpdateExpression: 'REMOVE redactionSecret',
      // A chunk that has joined since uses the secret.
      ...(session.joined === undefined
        ? { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(joined)' }
        : {
            ConditionExpression: 'joined = :joined',
            ExpressionAttributeValues: { ':joined': session.joined },
          }),
    });
    await unlessRefused(repeatConflicts(() => this.table.client.send(destroyed)));
  }

  /** The last chunk first: keys are deleted in the order of chunks, and the first look decides. */
  async #someHasItsKey(sessionKey: string): Promise<boolean> {
    const jobs = new JobReader(this.table);
    const chunks = await new SessionStore(this.table).chunks(sessionKey);
    const ids = chunks.map(({ jobId }) => jobId).toReversed();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => jobs.job(id)));
      if (some.some(hasKey)) return true;
    }
    return false;
  }
}
