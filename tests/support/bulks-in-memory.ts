/** Stores, objects and jobs of bulks in memory, for the steps of the workflow. */
import { QuotaReached, type JobQuota } from '../../core/access/job-quota.ts';
import { identityOf } from '../../core/api/request-identity.ts';
import type { BatchRow } from '../../core/aws/dynamodb/bulk-batches.ts';
import type { BulkEnd, ReadList } from '../../core/aws/dynamodb/bulk-store.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { bulkIdOf } from '../../core/bulk/bulk-id.ts';
import { isOver, type Bulk } from '../../core/bulk/bulk.ts';
import type { Job } from '../../core/job/job.ts';
import type { SubmitPorts } from '../../core/steps/bulk/submit-file.ts';
import type { BulkProblem } from '../../core/view/bulk-view.ts';
import { aJob } from './a-job.ts';
import { DeliveriesInMemory } from './deliveries-in-memory.ts';

export const OWNER = 'anna';
const AT = '2026-11-30T12:00:00.000Z';

export function aBulk(given: Partial<Bulk> = {}): Bulk {
  return {
    bulkId: bulkIdOf(OWNER, 'a bulk'),
    ownedBy: OWNER,
    status: 'submitting',
    source: { s3: `s3://audio/in/${OWNER}/archive/` },
    options: {},
    retryFailed: false,
    jobsPerDay: 1000,
    bodyHash: '0',
    createdAt: AT,
    ...given,
  };
}

/** A cloud with one bulk, whose audio bucket has the given keys. */
export class BulksInMemory {
  bulk: Bulk;
  readonly jobsMade: Job[] = [];
  readonly rows = new Map<number, BatchRow>();
  readonly problems = new Map<number, BulkProblem>();
  readonly texts = new Map<string, string>();
  readonly audio: Map<string, string>;
  readonly webhooks = new DeliveriesInMemory();
  /** Bulks whose workflow was started. */
  readonly started = new Set<string>();
  ended: BulkEnd | undefined;
  /** Throws what keeps a file from its job. */
  refuse: (key: string) => void = () => undefined;
  /** Jobs taken from the owner's quota of the day. */
  private taken = 0;
  private readonly records = new Map<string, string>();

  constructor(keys: readonly string[], given: Partial<Bulk> = {}) {
    this.bulk = aBulk(given);
    this.audio = new Map(keys.map((key) => [key, `etag of ${key}`]));
  }

  job(jobId: string): Job | undefined {
    return this.jobsMade.find((job) => job.jobId === jobId);
  }

  /** Changes a job that was made. */
  move(jobId: string, changes: Partial<Job>): void {
    const at = this.jobsMade.findIndex((job) => job.jobId === jobId);
    const job = this.jobsMade[at];
    if (job) this.jobsMade[at] = { ...job, ...changes };
  }

  moveAll(changes: Partial<Job>): void {
    for (const { jobId } of this.jobsMade) this.move(jobId, changes);
  }

  get ports() {
    const webhooks = this.webhooks.ports;
    const startBulk = (_: string, bulkId: string) => {
      this.started.add(bulkId);
      return Promise.resolve();
    };
    return {
      ...webhooks,
      workflow: Object.assign(webhooks.workflow, { startBulk }),
      bulkStateMachineArn: 'arn of bulks',
      ...{ audioBucket: 'audio', resultsBucket: 'results', models: ['kb-whisper-small'] },
      apiUrl: 'https://api.example',
      now: () => new Date(AT),
      quotas: { today: (_: string, left: number) => this.quota(left) },
      bulks: {
        bulk: (bulkId: string) => Promise.resolve(this.found(bulkId)),
        noteList: (_: string, { list, error }: ReadList) => {
          this.bulk = { ...this.bulk, list, ...(error && { error }) };
          return Promise.resolve();
        },
        cancel: (_: string, at: Date) => {
          if (isOver(this.bulk)) return Promise.resolve(undefined);
          this.bulk = { ...this.bulk, cancelledAt: at.toISOString() };
          return Promise.resolve(this.bulk);
        },
        end: (_: string, end: BulkEnd) => Promise.resolve(this.end(end)),
        announced: (_: string, at: Date) => {
          this.bulk = { ...this.bulk, announcedAt: at.toISOString() };
          return Promise.resolve();
        },
        purse: () => Promise.resolve({ committed: 400_000, held: 0 }),
      },
      batches: {
        all: () => Promise.resolve([...this.rows.values()]),
        put: (_: string, batch: number, row: BatchRow) => {
          this.rows.set(batch, row);
          return Promise.resolve();
        },
        putProblem: (_: string, line: number, problem: BulkProblem) => {
          this.problems.set(line, problem);
          return Promise.resolve();
        },
      },
      writer: {
        put: ({ key }: { key: string }, text: string) => {
          this.texts.set(key, text);
          return Promise.resolve();
        },
      },
      objects: {
        text: ({ key }: { key: string }) => Promise.resolve(this.texts.get(key)),
        head: ({ key }: { key: string }) => Promise.resolve(this.headOf(key)),
        list: (bucket: string, prefix: string) => Promise.resolve(this.below(bucket, prefix)),
      },
      jobs: {
        job: (jobId: string) => Promise.resolve(this.job(jobId)),
        idempotency: (key: string) => Promise.resolve(this.record(key)),
      },
      cancel: (job: Job) => {
        this.move(job.jobId, { status: 'cancelled' });
        return Promise.resolve(this.job(job.jobId) ?? job);
      },
      createJob: ((asked) => this.create(asked)) satisfies SubmitPorts['createJob'],
    };
  }

  private end(end: BulkEnd): Bulk | undefined {
    if (isOver(this.bulk)) return undefined;
    const { status, counts, error, at } = end;
    this.ended = end;
    this.bulk = {
      ...this.bulk,
      status,
      counts,
      endedAt: at.toISOString(),
      ...(error && { error }),
    };
    return this.bulk;
  }

  private found(bulkId: string): Bulk | undefined {
    return bulkId === this.bulk.bulkId ? this.bulk : undefined;
  }

  private record(key: string) {
    const jobId = this.records.get(key);
    return jobId === undefined
      ? undefined
      : { jobId, bodyHash: key, expiresAt: '2027-11-30T12:00:00.000Z' };
  }

  private headOf(key: string) {
    const etag = this.audio.get(key);
    return etag === undefined ? undefined : { bytes: 9, metadata: {}, etag };
  }

  private below(bucket: string, prefix: string) {
    const keys = bucket === 'audio' ? [...this.audio.keys()] : [...this.texts.keys()];
    const found = keys.filter((key) => key.startsWith(prefix)).sort();
    return found.map((key) => ({ key, bytes: key.endsWith('/') ? 0 : 9 }));
  }

  private quota(left: number): JobQuota {
    const take = () => {
      if (this.taken >= left) throw new QuotaReached(left, new Date(AT));
      this.taken += 1;
      return Promise.resolve(() => Promise.resolve());
    };
    return { assertLeft: () => Promise.resolve(), take };
  }

  /** As createJob with newOrEarlier: a record for the same content is found, or replaced. */
  private async create(asked: Parameters<SubmitPorts['createJob']>[0]): Promise<Job> {
    const identity = identityOf(asked);
    const before = identity && this.records.get(identity.key);
    const earlier = before === undefined ? undefined : this.job(before);
    if (earlier && before !== asked.insteadOf) return earlier;
    this.refuse(asked.bulk?.file ?? '');
    await asked.jobQuota.take();
    const job = aJob({
      jobId: newJobId(),
      owner: asked.owner,
      status: 'queued',
      bulkId: asked.bulk?.bulkId,
      bulkFile: asked.bulk?.file,
      requestedRoute: asked.request.route,
    });
    this.jobsMade.push(job);
    if (identity) this.records.set(identity.key, job.jobId);
    return job;
  }
}
