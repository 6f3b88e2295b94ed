/**
 * The jobs table. One table, items told apart by their keys:
 *
 *   job#<id>          job                 the job itself
 *   job#<id>          event#<time>#<n>    its timeline
 *   instance#<id>     instance            which job and attempt an instance was launched for
 *   idempotency#<…>   idempotency         which job a POST with this key made (24 h)
 *   key#<sha256>      key                 an API key, and what it is used for (api-keys.ts)
 *   keys              <prefix>            which key has this prefix (key-register.ts)
 *   hold#<place>      hold                until when a request is held open (hold-places.ts)
 *   budget#launch     budget              the turns to ask EC2 for instances (launch-turns.ts)
 *   job#<id>          delivery#<id>       an event of the job on its way to a receiver (delivery-store.ts)
 *   webhook#<id>      delivery#<id>       an event of a registered endpoint on its way to another one
 *   webhooks#<owner>  endpoint#<id>       a registered endpoint (endpoint-store.ts)
 *
 * Every write of a job names the state and the attempt that it comes from, in one transaction with
 * its timeline event: a stale instance or a repeated step changes nothing and is told so.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { assertMove, attemptAfter, isFinal, Job, type JobInstance, type JobMove } from '../job.ts';
import { TimelineEvent } from '../timeline.ts';
import { ApiKeys } from './api-keys.ts';
import {
  eventKey,
  IdempotencyRecord,
  idempotencyKey,
  InstanceRecord,
  instanceKey,
  jobIdOf,
  jobKey,
  type Key,
} from './items.ts';
import { transact, type Writes } from './transact.ts';
import { updateOf, type Update } from './update-expression.ts';

/** Without `attempt`, it belongs to the attempt that the job is in then. */
type NewEvent = Omit<TimelineEvent, 'at' | 'attempt' | 'detail'> &
  Partial<Pick<TimelineEvent, 'at' | 'attempt' | 'detail'>>;
type JobChanges = Partial<Omit<Job, 'jobId' | 'status' | 'attempt' | 'updatedAt'>>;

/** What a move changes beside the state. */
export interface MoveChange {
  set?: JobChanges;
  remove?: readonly (keyof JobChanges)[];
  event: NewEvent;
  /** Told in the same transaction. */
  alsoTold?: NewEvent;
}

/** Of every job that is not over: what the index `open` is made of. */
const OPEN = 'open';
const Listed = z.object({ pk: z.string() });

/** Thrown when the job was no longer in the state and attempt that a write named: nothing was written. */
export class StaleWrite extends Error {
  constructor(jobId: string, cause?: unknown) {
    super(`job ${jobId} has moved on; this write came too late`, { cause });
    this.name = 'StaleWrite';
  }
}

/** Thrown when the same Idempotency-Key, or the same dropped object, has made a job before. */
export class AlreadyExists extends Error {
  constructor(cause?: unknown) {
    super('this job was created before', { cause });
    this.name = 'AlreadyExists';
  }
}

/** Adapter of the one table; `now` is injected so that tests own the clock. */
export class JobStore {
  readonly keys: ApiKeys;
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;
  private readonly now: () => Date;

  constructor(table: string, dynamo = new DynamoDBClient({}), now = () => new Date()) {
    this.client = DynamoDBDocumentClient.from(dynamo, {
      // An object with a field "constructor", which may be a caller's, is a class to the SDK.
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    });
    this.table = table;
    this.now = now;
    this.keys = new ApiKeys({ client: this.client, table, now });
  }

  /** Strongly consistent: whoever asks is about to decide something. */
  async job(jobId: string): Promise<Job | undefined> {
    return this.get(jobKey(jobId), Job);
  }

  async instance(instanceId: string): Promise<InstanceRecord | undefined> {
    return this.get(instanceKey(instanceId), InstanceRecord);
  }

  async idempotency(key: string): Promise<IdempotencyRecord | undefined> {
    return this.get(idempotencyKey(key), IdempotencyRecord);
  }

  /**
   * Creates a job and, where the request had a key, the record that repeats of it will find.
   * @throws AlreadyExists if either was there before (an expired record counts as absent: TTL
   * deletes up to days late, so the condition looks at the time itself).
   */
  async create(job: Job, idempotency?: IdempotencyRecord & { key: string }): Promise<void> {
    const writes: Writes = [
      {
        Put: {
          TableName: this.table,
          Item: {
            ...jobKey(job.jobId),
            ...job,
            listedAs: `${job.createdAt}#${job.jobId}`,
            open: isFinal(job.status) ? undefined : OPEN,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      this.eventWrite(job.jobId, job.attempt, { what: 'created', at: job.createdAt }),
      ...(idempotency ? [this.idempotencyWrite(idempotency)] : []),
    ];
    await transact(this.client, writes, (cause) => new AlreadyExists(cause));
  }

  /** Moves a job. @throws StaleWrite if it was not in one of `from`, or in another attempt. */
  async move(jobId: string, move: JobMove, change: MoveChange): Promise<void> {
    assertMove(move);
    const attempt = attemptAfter(move);
    const updatedAt = this.now().toISOString();
    const set = { ...change.set, status: move.to, attempt, updatedAt };
    const update = updateOf(set, [...(change.remove ?? []), ...(isFinal(move.to) ? ['open'] : [])]);
    const from = Object.fromEntries(move.from.map((status, index) => [`:from${index}`, status]));
    await transact(
      this.client,
      [
        {
          Update: {
            TableName: this.table,
            Key: jobKey(jobId),
            ...update,
            ConditionExpression: `#status IN (${Object.keys(from).join(', ')}) AND #attempt = :fromAttempt`,
            ExpressionAttributeValues: {
              ...update.ExpressionAttributeValues,
              ...from,
              ':fromAttempt': move.attempt,
            },
          },
        },
        this.eventWrite(jobId, attempt, change.event),
        ...(change.alsoTold ? [this.eventWrite(jobId, attempt, change.alsoTold)] : []),
      ],
      (cause) => new StaleWrite(jobId, cause),
    );
  }

  /**
   * Notes the instance of the running attempt in the job, and the job under the instance's id: that
   * second item is how the instance finds its work order, also when its tag is missing. The waiting
   * is over then.
   * @throws StaleWrite if the attempt is over.
   */
  async recordInstance(jobId: string, attempt: number, instance: JobInstance): Promise<void> {
    const record: InstanceRecord = { jobId, attempt };
    await transact(
      this.client,
      [
        this.sameAttempt(jobId, attempt, {
          update: updateOf({ instance, updatedAt: this.now().toISOString() }, [
            'queuedBecause',
            'launchTurnAt',
          ]),
          and: '#status = :launching',
          values: { ':launching': 'launching' },
          names: { '#status': 'status' },
        }),
        {
          Put: { TableName: this.table, Item: { ...instanceKey(instance.id), ...record } },
        },
        this.eventWrite(jobId, attempt, {
          what: 'instance-launched',
          detail: { instanceId: instance.id, type: instance.type, market: instance.market },
        }),
      ],
      (cause) => new StaleWrite(jobId, cause),
    );
  }

  /** Adds to the timeline without touching the job. */
  async addEvents(jobId: string, attempt: number, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const writes = events.map((event) => this.eventWrite(jobId, attempt, event));
    await this.client.send(new TransactWriteCommand({ TransactItems: writes }));
  }

  async timeline(jobId: string): Promise<TimelineEvent[]> {
    const events: TimelineEvent[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':pk': jobKey(jobId).pk, ':event': 'event#' },
          ExclusiveStartKey: from,
          ConsistentRead: true,
        }),
      );
      events.push(...(page.Items ?? []).map((item) => TimelineEvent.parse(item)));
      from = page.LastEvaluatedKey;
    } while (from);
    return events;
  }

  /** The owner's jobs, newest first. `cursor` comes from the page before. */
  async list(query: {
    owner: string;
    status?: string;
    cursor?: Record<string, string>;
    limit: number;
  }): Promise<{ jobs: Job[]; next?: Record<string, string> }> {
    const page = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: {
          '#owner': 'owner',
          ...(query.status && { '#status': 'status' }),
        },
        ExpressionAttributeValues: {
          ':owner': query.owner,
          ...(query.status && { ':status': query.status }),
        },
        ...(query.status && { FilterExpression: '#status = :status' }),
        ExclusiveStartKey: query.cursor,
        ScanIndexForward: false,
        Limit: query.limit,
      }),
    );
    const next = z.record(z.string(), z.string()).optional().parse(page.LastEvaluatedKey);
    return {
      jobs: (page.Items ?? []).map((item) => Job.parse(item)),
      ...(next && { next }),
    };
  }

  /** Ids of all jobs that are not over and were created before; the index may lag for a moment. */
  async open(createdBefore: Date): Promise<string[]> {
    const ids: string[] = [];
    const asked = {
      TableName: this.table,
      IndexName: 'open',
      KeyConditionExpression: '#open = :open AND listedAs < :before',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':open': OPEN, ':before': createdBefore.toISOString() },
    };
    for await (const { Items = [] } of paginateQuery({ client: this.client }, asked)) {
      ids.push(...Items.map((item) => jobIdOf(Listed.parse(item).pk)));
    }
    return ids;
  }

  private async get<T>(key: Key, schema: z.ZodType<T>): Promise<T | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: key, ConsistentRead: true }),
    );
    return Item && schema.parse(Item);
  }

  private sameAttempt(
    jobId: string,
    attempt: number,
    change: {
      update: Update;
      and: string;
      names?: Record<string, string>;
      values?: Record<string, unknown>;
    },
  ): Writes[number] {
    return {
      Update: {
        TableName: this.table,
        Key: jobKey(jobId),
        ...change.update,
        ConditionExpression: `attempt = :sameAttempt AND ${change.and}`,
        ExpressionAttributeNames: { ...change.update.ExpressionAttributeNames, ...change.names },
        ExpressionAttributeValues: {
          ...change.update.ExpressionAttributeValues,
          ...change.values,
          ':sameAttempt': attempt,
        },
      },
    };
  }

  private eventWrite(jobId: string, attempt: number, event: NewEvent): Writes[number] {
    const at = event.at ?? this.now().toISOString();
    const Item = { attempt, ...event, ...eventKey(jobId, at), at };
    return { Put: { TableName: this.table, Item } };
  }

  private idempotencyWrite({
    key,
    ...record
  }: IdempotencyRecord & { key: string }): Writes[number] {
    return {
      Put: {
        TableName: this.table,
        Item: {
          ...idempotencyKey(key),
          ...record,
          ttl: Math.ceil(Date.parse(record.expiresAt) / 1000),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': this.now().toISOString() },
      },
    };
  }
}
