/**
 * Items of sessions and their chunks. One combination at a time: its lease keeps out other ones, and
 * deletions, until it is committed or its function is certainly over.
 */
import { DeleteCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChunkEnd } from '../../job/chunk-end.ts';
import { isLeased, NO_JOB, Session, SessionChunk, type SessionStatus } from '../../job/session.ts';
import type { MissingChunk } from '../../transcript/session-chunk.ts';
import { chunkKey, replacedKey, sessionItemKey, sessionPk, SESSIONS } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

export interface Lease {
  /** Who combines: the same one may begin again. */
  by: string;
  now: Date;
  until: Date;
}

export interface Combination {
  by: string;
  revision: number;
  status: SessionStatus;
  missing: readonly MissingChunk[];
  madeOf: string;
  at: Date;
}

/** A job's place in a session. */
export interface ChunkOf {
  index: number;
  jobId: string;
}

interface Change {
  set: string;
  remove?: string;
  condition: string;
  values: Record<string, unknown>;
  names?: Record<string, string>;
}

const Listed = z.object({ pk: z.string() });
const LEASE_FREE = '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)';

export class SessionStore {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  async session(sessionKey: string): Promise<Session | undefined> {
    return this.table.get(sessionItemKey(sessionKey), Session);
  }

  async chunks(sessionKey: string): Promise<SessionChunk[]> {
    const asked = {
      TableName: this.table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :chunk)',
      ExpressionAttributeValues: { ':pk': sessionPk(sessionKey), ':chunk': 'chunk#' },
      ConsistentRead: true,
    };
    const chunks: SessionChunk[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      chunks.push(...Items.map((item) => SessionChunk.parse(item)));
    }
    return chunks;
  }

  /** Once; nothing happens if the index belongs to another job by now. */
  async noteEnd(sessionKey: string, { index, jobId }: ChunkOf, ended: ChunkEnd): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: chunkKey(sessionKey, index),
      UpdateExpression: 'SET ended = :ended',
      ConditionExpression: 'jobId = :jobId AND attribute_not_exists(ended)',
      ExpressionAttributeValues: { ':ended': ended, ':jobId': jobId },
    });
    await unlessRefused(this.table.client.send(command));
  }

  /** @returns the session with its new revision; undefined if another call holds the lease, or the session is deleted */
  async lease(sessionKey: string, { by, now, until }: Lease): Promise<Session | undefined> {
    const values = { ':by': by, ':until': until.toISOString() };
    const begun = await this.change(sessionKey, {
      set: 'revision = revision + :one, leaseBy = :by, leaseUntil = :until',
      condition: `attribute_not_exists(isDeleting) AND ${LEASE_FREE}`,
      values: { ...values, ':one': 1, ':now': now.toISOString() },
    });
    if (begun) return begun;
    return this.change(sessionKey, {
      set: 'leaseUntil = :until',
      condition: 'attribute_not_exists(isDeleting) AND leaseBy = :by',
      values,
    });
  }

  /** @returns false if the lease has expired; no item refers to the documents of this revision then */
  async commit(sessionKey: string, combination: Combination): Promise<boolean> {
    const { by, revision, status, missing, madeOf, at } = combination;
    const changed = await this.change(sessionKey, {
      set: '#status = :status, #missing = :missing, madeOf = :madeOf, combinedAt = :at, documents = :revision, #open = :open, listedAs = :at',
      remove: 'leaseBy, leaseUntil',
      condition: 'leaseBy = :by AND revision = :revision',
      names: { '#status': 'status', '#open': 'open', '#missing': 'missing' },
      values: {
        ...{ ':by': by, ':revision': revision, ':status': status, ':missing': missing },
        ...{ ':madeOf': madeOf, ':at': at.toISOString(), ':open': SESSIONS },
      },
    });
    return changed !== undefined;
  }

  /**
   * The event of this revision is on its way.
   * @param lookAt when to look at the session again; without it, nothing more is to be done
   */
  async settle(
    { sessionKey, revision }: Session,
    { at, lookAt }: { at: Date; lookAt: string | undefined },
  ): Promise<void> {
    const isOver = lookAt === undefined;
    await this.change(sessionKey, {
      set: `announcedAt = if_not_exists(announcedAt, :at)${isOver ? '' : ', listedAs = :lookAt'}`,
      condition: 'revision = :revision AND attribute_not_exists(leaseUntil)',
      values: {
        ...{ ':revision': revision, ':at': at.toISOString() },
        ...(!isOver && { ':lookAt': lookAt }),
      },
      ...(isOver && { remove: '#open, listedAs', names: { '#open': 'open' } }),
    });
  }

  /** Unless something has set another time meanwhile. */
  async lookAgain(session: Session, at: string): Promise<void> {
    const { sessionKey, listedAs = '' } = session;
    await this.change(sessionKey, {
      set: 'listedAs = :at',
      condition: 'listedAs = :before AND attribute_not_exists(leaseUntil)',
      values: { ':at': at, ':before': listedAs },
    });
  }

  /**
   * Takes a deleted job out of its session: its words are combined no more, and the documents that
   * have them are stale (`isStale`). The session is combined again without it.
   * @returns false if it is being combined at this moment
   */
  async leave(sessionKey: string, chunk: ChunkOf, now: Date): Promise<boolean> {
    const session = await this.session(sessionKey);
    const held = (await this.chunks(sessionKey)).find(({ jobId }) => jobId === chunk.jobId);
    if (!session || !held) return this.forget(sessionKey, chunk);
    if (isLeased(session, now)) return false;
    const wasCombined = session.status !== 'waiting';
    return transactUnlessRefused(this.table.client, [
      {
        Update: {
          TableName: this.table.name,
          Key: chunkKey(sessionKey, held.index),
          UpdateExpression: 'SET ended = :deleted, jobId = :none',
          ConditionExpression: 'jobId = :jobId',
          ExpressionAttributeValues: {
            ...{ ':deleted': 'deleted', ':none': NO_JOB, ':jobId': chunk.jobId },
          },
        },
      },
      {
        Update: {
          TableName: this.table.name,
          Key: sessionItemKey(sessionKey),
          UpdateExpression:
            'SET revision = revision + :one, #status = :status, #open = :open, listedAs = :listedAs REMOVE documents, #missing, madeOf, leaseBy, leaseUntil',
          ConditionExpression: `revision = :revision AND ${LEASE_FREE}`,
          ExpressionAttributeNames: {
            ...{ '#status': 'status', '#open': 'open', '#missing': 'missing' },
          },
          ExpressionAttributeValues: {
            ...{ ':one': 1, ':revision': session.revision, ':open': SESSIONS },
            ':status': wasCombined ? 'partial' : 'waiting',
            ':listedAs': wasCombined ? now.toISOString() : (session.listedAs ?? now.toISOString()),
            ':now': now.toISOString(),
          },
        },
      },
    ]);
  }

  /** It has no index, or has none any more. */
  private async forget(sessionKey: string, { jobId }: ChunkOf): Promise<true> {
    const TableName = this.table.name;
    await this.table.client.send(
      new DeleteCommand({ TableName, Key: replacedKey(sessionKey, jobId) }),
    );
    return true;
  }

  /** Keys of sessions to look at by now, the longest overdue first; eventually consistent. */
  async due(now: Date): Promise<string[]> {
    const asked = {
      TableName: this.table.name,
      IndexName: 'open',
      KeyConditionExpression: '#open = :open AND listedAs <= :now',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':open': SESSIONS, ':now': now.toISOString() },
    };
    const keys: string[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.table.client }, asked)) {
      keys.push(...Items.map((item) => Listed.parse(item).pk.slice(sessionPk('').length)));
    }
    return keys;
  }

  /** @returns the session after the change; undefined if its condition failed */
  private async change(
    sessionKey: string,
    { set, remove, condition, values, names }: Change,
  ): Promise<Session | undefined> {
    const command = new UpdateCommand({
      TableName: this.table.name,
      Key: sessionItemKey(sessionKey),
      UpdateExpression: `SET ${set}${remove === undefined ? '' : ` REMOVE ${remove}`}`,
      ConditionExpression: `attribute_exists(pk) AND ${condition}`,
      ExpressionAttributeValues: values,
      ExpressionAttributeNames: names,
      ReturnValues: 'ALL_NEW',
    });
    const changed = await unlessRefused(this.table.client.send(command));
    return changed && Session.parse(changed.Attributes);
  }
}
