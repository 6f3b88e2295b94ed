/** A job's place in its session, written in the transaction that creates the job. */
import * as z from 'zod';
import { CHUNK_ENDS } from '../../job/chunk-end.ts';
import { newRedactionSecret } from '../../job/heard-options.ts';
import { wants } from '../../job/job-event.ts';
import type { Job } from '../../job/job.ts';
import { sessionKeyOf, type RequestedSession } from '../../job/job-session.ts';
import {
  deadlineOf,
  nextLook,
  type Refusal,
  type Standing,
  whyRefused,
} from '../../job/session-place.ts';
import { isDeleted, unlessDeleted } from './deleted-jobs.ts';
import { chunkKey, replacedKey, sessionItemKey, SESSIONS } from './items.ts';
import type { JobReader } from './job-reader.ts';
import type { JobsTable } from './jobs-table.ts';
import type { Writes } from './transact.ts';

/** A requested place, and what was there when it was allowed. */
export interface Joining {
  requested: RequestedSession;
  standing: Standing;
}

/** Less than all of them: this is in the bundle of POST /jobs. */
const FoundSession = z.object({
  count: z.int(),
  isDeleting: z.literal(true).optional(),
  listedAs: z.string().optional(),
});
const FoundChunk = z.object({ jobId: z.string(), ended: z.enum(CHUNK_ENDS).optional() });

export class SessionPlaces {
  private readonly table: JobsTable;
  private readonly jobs: Pick<JobReader, 'job'>;

  constructor(table: JobsTable, jobs: Pick<JobReader, 'job'>) {
    this.table = table;
    this.jobs = jobs;
  }

  /** The place that an owner's chunk asks for, or why it cannot have it. */
  async placeFor(
    owner: string,
    requested: RequestedSession,
    now: Date,
  ): Promise<{ joining: Joining } | { refusal: Refusal }> {
    const standing = await this.standing(owner, requested);
    const refusal = whyRefused(requested, standing, now);
    return refusal ? { refusal } : { joining: { requested, standing } };
  }

  /** Refused if the session or the index is taken otherwise meanwhile. */
  writes(job: Job, joining: Joining): Writes {
    return joinWrites(job, joining, this.table);
  }

  async standing(owner: string, { id, index }: RequestedSession): Promise<Standing> {
    const sessionKey = sessionKeyOf(owner, id);
    const [session, chunk, deleted] = await Promise.all([
      this.table.get(sessionItemKey(sessionKey), FoundSession),
      this.table.get(chunkKey(sessionKey, index), FoundChunk),
      isDeleted(sessionKey, this.table),
    ]);
    const holder = chunk && (await this.jobs.job(chunk.jobId))?.status;
    return { session, chunk, holder, isDeleted: deleted };
  }
}

function joinWrites(job: Job, { requested, standing }: Joining, table: JobsTable): Writes {
  const { jobId, owner } = job;
  const { id, index, start } = requested;
  const sessionKey = sessionKeyOf(owner, id);
  const before = standing.chunk;
  const Item = { ...chunkKey(sessionKey, index), index, jobId, start };
  const place = {
    Put: {
      TableName: table.name,
      Item,
      ...(before
        ? {
            ConditionExpression: 'jobId = :before',
            ExpressionAttributeValues: { ':before': before.jobId },
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    },
  };
  const replaced =
    before && before.ended !== 'deleted'
      ? [
          {
            Put: {
              TableName: table.name,
              Item: { ...replacedKey(sessionKey, before.jobId), jobId: before.jobId },
            },
          },
        ]
      : [];
  const head = sessionWrite(job, { requested, standing }, table);
  return [head, place, ...replaced, unlessDeleted(sessionKey, table)];
}

function sessionWrite(
  { owner, webhook, createdAt, redact }: Job,
  { requested, standing }: Joining,
  table: JobsTable,
): Writes[number] {
  const { id, count } = requested;
  const sessionKey = sessionKeyOf(owner, id);
  const now = new Date(createdAt);
  const deadlineAt = deadlineOf(requested, now);
  const look = nextLook(deadlineAt, now);
  // Not later than it was to be looked at: something may be due.
  const listedAs = [look, standing.session?.listedAs ?? look].sort()[0];
  const url = webhook && wants(webhook, 'session.completed') ? webhook.url : undefined;
  const firstNames = ['sessionKey', 'ownedBy', 'sessionId', 'revision', 'createdAt', 'status'];
  const first = [...firstNames, ...(redact ? ['redactionSecret'] : [])].map(
    (name) => `#${name} = if_not_exists(#${name}, :${name})`,
  );
  const values = {
    ...{ sessionKey, ownedBy: owner, sessionId: id, revision: 0, createdAt, status: 'waiting' },
    ...{ count, deadlineAt, listedAs, open: SESSIONS },
    ...(url !== undefined && { webhookUrl: url }),
    ...(redact && { redactionSecret: newRedactionSecret() }),
  };
  const always = Object.keys(values)
    .filter((name) => !first.some((one) => one.startsWith(`#${name} =`)))
    .map((name) => `#${name} = :${name}`);
  return {
    Update: {
      TableName: table.name,
      Key: sessionItemKey(sessionKey),
      // `joined` tells who destroys the secret whether a chunk has come since.
      UpdateExpression: `SET ${[...first, ...always].join(', ')} ADD joined :one`,
      ConditionExpression:
        'attribute_not_exists(pk) OR (#count = :count AND attribute_not_exists(isDeleting))',
      ExpressionAttributeNames: Object.fromEntries(
        Object.keys(values).map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: {
        ':one': 1,
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      },
    },
  };
}
