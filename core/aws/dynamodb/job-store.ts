/**
 * Items of jobs. Every write names the state and attempt that it expects, in one transaction with
 * its timeline event: a stale instance or a repeated step changes nothing and gets an error.
 */
import { usdOf } from '../../budgets/purse.ts';
import type { JobHold } from '../../job/job-hold.ts';
import type { Job } from '../../job/job.ts';
import { assertMove, attemptAfter, isFinal, type Transition } from '../../job/job-status.ts';
import { RESULTS_KNOWN_MS, type KnownAudio } from '../../job/result-fingerprint.ts';
import type { TimelineEvent } from '../../job/timeline.ts';
import {
  earlierResultKey,
  eventKey,
  type IdempotencyRecord,
  idempotencyKey,
  jobKey,
  listedAs,
  OPEN,
} from './items.ts';
import { JobReader } from './job-reader.ts';
import type { JobsTable } from './jobs-table.ts';
import { transact, transactUnlessRefused, type Writes } from './transact.ts';
import { retentionOf } from '../../retention/retention.ts';
import { ownerRetention } from './owner-retention.ts';
import { retentionWrites } from './retention-write.ts';
import { unlessDeleted } from './deleted-jobs.ts';
import { updateOf } from './update-expression.ts';

/** `attempt` defaults to the job's attempt after the write. */
export type NewEvent = Omit<TimelineEvent, 'at' | 'attempt' | 'detail'> &
  Partial<Pick<TimelineEvent, 'at' | 'attempt' | 'detail'>>;
type JobChanges = Partial<Omit<Job, 'jobId' | 'status' | 'attempt' | 'updatedAt'>>;

/** Changes beside the state. */
export interface TransitionChange {
  set?: JobChanges;
  remove?: readonly (keyof JobChanges)[];
  event: NewEvent;
  /** Written in the same transaction. */
  moreEvents?: readonly NewEvent[];
  /** Audio transcribed by this job, for reuse by later ones. */
  transcribed?: KnownAudio | undefined;
  /** Other items' writes of the same transaction. */
  also?: Writes;
}

/**
 * `insteadOf`: deleted job whose record with the same key may be replaced. `unlessDeleted`: the job's
 * id is derived from the same key, so that after a deletion none is created.
 */
export interface NewRepeat extends IdempotencyRecord {
  key: string;
  insteadOf?: string | undefined;
  unlessDeleted?: boolean;
}

/** Thrown when the job was not in the expected state and attempt; nothing was written. */
export class StaleWrite extends Error {
  constructor(jobId: string, cause?: unknown) {
    super(`job ${jobId} has moved on; this write came too late`, { cause });
    this.name = 'StaleWrite';
  }
}

/** Thrown when the Idempotency-Key or the dropped object already created a job. */
export class AlreadyExists extends Error {
  constructor(cause?: unknown) {
    super('this job was created before', { cause });
    this.name = 'AlreadyExists';
  }
}

function detailOf({ purse, amount }: JobHold) {
  return { purse, usd: usdOf(amount) };
}

export class JobStore extends JobReader {
  protected readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    super(table);
    this.now = now;
  }

  /**
   * Creates a job, with further events, and its idempotency record if the request had a key.
   * @throws AlreadyExists if either exists, or if a job with a derived id was deleted. An expired
   * record counts as absent: TTL deletes up to days late, so the condition compares the time.
   * What the job does not say of its retention is as its owner has it.
   */
  async create(job: Job, repeat?: NewRepeat, events: readonly NewEvent[] = []): Promise<void> {
    const writes = this.creation(await this.retained(job), repeat, events);
    await transact(this.table.client, writes, (cause) => new AlreadyExists(cause));
  }

  /** As `create`, in one transaction with other writes. @throws AlreadyExists also if those are refused */
  async createWith(also: Writes, job: Job, repeat?: NewRepeat): Promise<void> {
    const writes = [...this.creation(await this.retained(job), repeat, []), ...also];
    await transact(this.table.client, writes, (cause) => new AlreadyExists(cause));
  }

  /** A later job is kept as long as the first one. */
  private async retained(job: Job): Promise<Job> {
    if (job.analysisOf !== undefined) return job;
    const retention = retentionOf(job.retention, await ownerRetention(job.owner, this.table));
    return { ...job, retention };
  }

  private creation(job: Job, repeat: NewRepeat | undefined, events: readonly NewEvent[]): Writes {
    return [
      {
        Put: {
          TableName: this.table.name,
          Item: {
            ...jobKey(job.jobId),
            ...job,
            listedAs: listedAs(job),
            open: isFinal(job.status) ? undefined : OPEN,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      this.eventWrite(job.jobId, job.attempt, { what: 'created', at: job.createdAt }),
      // Its time is read after the purse was written: an audit of the timelines counts no more than was taken.
      ...(job.holds ?? []).map((hold) =>
        this.eventWrite(job.jobId, job.attempt, { what: 'reserved', detail: detailOf(hold) }),
      ),
      ...events.map((event) => this.eventWrite(job.jobId, job.attempt, event)),
      ...(repeat ? [this.repeatWrite(repeat)] : []),
      ...retentionWrites(job, this.table),
      // Other ids are random; these are derived from the object or the message.
      ...(job.audio.source === 'drop' || repeat?.unlessDeleted
        ? [unlessDeleted(job.jobId, this.table)]
        : []),
    ];
  }

  /** Moves a job. @throws StaleWrite if it is in none of `from`, or in another attempt */
  async transition(jobId: string, move: Transition, change: TransitionChange): Promise<void> {
    assertMove(move);
    await this.move(jobId, { ...move, only: '' }, change);
  }

  /**
   * Changes a job that stays in `processing`, where AwaitTranscript has ended and AwaitAnalysis has not
   * begun. @throws StaleWrite if it has, or if the job is in another state or attempt
   */
  async publish({ jobId, attempt }: Job, change: TransitionChange): Promise<void> {
    const stays = { from: ['processing'], to: 'processing', attempt } as const;
    await this.move(jobId, { ...stays, only: ' AND attribute_not_exists(tokenPhase)' }, change);
  }

  /** @param move `only`: a further condition */
  private async move(
    jobId: string,
    move: Transition & { only: string },
    change: TransitionChange,
  ): Promise<void> {
    const attempt = attemptAfter(move);
    const updatedAt = this.now().toISOString();
    const set = { ...change.set, status: move.to, attempt, updatedAt };
    const update = updateOf(set, [...(change.remove ?? []), ...(isFinal(move.to) ? ['open'] : [])]);
    const from = Object.fromEntries(move.from.map((status, index) => [`:from${index}`, status]));
    await transact(
      this.table.client,
      [
        {
          Update: {
            TableName: this.table.name,
            Key: jobKey(jobId),
            ...update,
            ConditionExpression: `#status IN (${Object.keys(from).join(', ')}) AND #attempt = :fromAttempt${move.only}`,
            ExpressionAttributeValues: {
              ...update.ExpressionAttributeValues,
              ...from,
              ':fromAttempt': move.attempt,
            },
          },
        },
        this.eventWrite(jobId, attempt, change.event),
        ...(change.moreEvents ?? []).map((event) => this.eventWrite(jobId, attempt, event)),
        ...(change.transcribed ? [this.resultWrite(jobId, change.transcribed)] : []),
        ...(change.also ?? []),
      ],
      (cause) => new StaleWrite(jobId, cause),
    );
  }

  /** Adds timeline events without touching the job; writes nothing if the job was deleted. */
  async addEvents(jobId: string, attempt: number, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const writes = events.map((event) => this.eventWrite(jobId, attempt, event));
    const check = unlessDeleted(jobId, this.table);
    await transactUnlessRefused(this.table.client, [...writes, check]);
  }

  /** For the transaction of another adapter. */
  timelineWrite(
    { jobId, attempt }: Pick<Job, 'jobId' | 'attempt'>,
    event: NewEvent,
  ): Writes[number] {
    return this.eventWrite(jobId, attempt, event);
  }

  protected eventWrite(jobId: string, attempt: number, event: NewEvent): Writes[number] {
    const at = event.at ?? this.now().toISOString();
    const Item = { attempt, ...event, ...eventKey(jobId, at), at };
    return { Put: { TableName: this.table.name, Item } };
  }

  /** The newest result wins: after a job with `force`, later ones reuse that one. */
  private resultWrite(jobId: string, audio: KnownAudio): Writes[number] {
    const expires = this.now().getTime() + RESULTS_KNOWN_MS;
    const Item = {
      ...earlierResultKey(audio),
      jobId,
      expiresAt: new Date(expires).toISOString(),
      ttl: Math.ceil(expires / 1000),
    };
    return { Put: { TableName: this.table.name, Item } };
  }

  private repeatWrite(repeat: NewRepeat): Writes[number] {
    const { key, insteadOf = '', unlessDeleted: _, ...record } = repeat;
    return {
      Put: {
        TableName: this.table.name,
        Item: {
          ...idempotencyKey(key),
          ...record,
          ttl: Math.ceil(Date.parse(record.expiresAt) / 1000),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now OR jobId = :insteadOf',
        ExpressionAttributeValues: { ':now': this.now().toISOString(), ':insteadOf': insteadOf },
      },
    };
  }
}
