import { describe, expect, test } from 'vitest';
import { QuotaReached, type JobQuota } from '../../core/access/job-quota.ts';
import { AlreadyExists, type JobStore, type NewRepeat } from '../../core/aws/dynamodb/job-store.ts';
import { jobError } from '../../core/base/job-errors.ts';
import type { Job } from '../../core/job/job.ts';
import { transcribeSent } from '../../core/steps/requests/transcribe-sent.ts';

type Ports = Parameters<typeof transcribeSent>[1];

/** Jobs and the records of their content, as the table keeps them; every call is counted. */
class Table {
  calls = 0;
  readonly jobs = new Map<string, Job>();
  private readonly records = new Map<string, NewRepeat>();

  readonly store: Pick<JobStore, 'job' | 'create' | 'idempotency'> = {
    job: (jobId) => this.count(this.jobs.get(jobId)),
    idempotency: (key) => this.count(this.records.get(key)),
    create: (job, repeat) => {
      const { jobId = '' } = this.records.get(repeat?.key ?? '') ?? {};
      if (jobId !== '' && jobId !== repeat?.insteadOf) {
        return this.count(undefined).then(() => Promise.reject(new AlreadyExists()));
      }
      if (repeat) this.records.set(repeat.key, repeat);
      this.jobs.set(job.jobId, job);
      return this.count(undefined);
    },
  };

  cancel(jobId: string): void {
    const job = this.jobs.get(jobId);
    if (job) this.jobs.set(jobId, { ...job, status: 'cancelled', error: jobError('Cancelled', 0) });
  }

  private async count<T>(answer: T): Promise<T> {
    this.calls += 1;
    await Promise.resolve();
    return answer;
  }
}

function portsOf(table: Table): Ports {
  const ports: Partial<Record<keyof Ports, unknown>> = {
    jobs: table.store,
    writer: { putNew: () => Promise.resolve() },
    models: ['kb-whisper-small'],
    instanceTypes: ['g4dn.xlarge'],
    region: 'eu-north-1',
    audioBucket: 'audio',
  };
  return ports as unknown as Ports;
}

const ROOM: JobQuota = {
  assertLeft: () => Promise.resolve(),
  take: () => Promise.resolve(() => Promise.resolve()),
};

function send(table: Table, jobQuota = ROOM): Promise<Job> {
  const options = {
    language: 'sv',
    model: 'kb-whisper-small',
    words: false,
    channels: 'mix',
  } as const;
  const sent = { filename: 'a.wav', content: new Uint8Array(9), options };
  return transcribeSent({ ...sent, owner: 'demo', jobQuota, force: false }, portsOf(table));
}

describe('the same audio, whose jobs were all cancelled', () => {
  test('costs as many calls of the table after a hundred jobs as after one', async () => {
    const table = new Table();
    const costs: number[] = [];
    for (let nth = 0; nth < 100; nth += 1) {
      const before = table.calls;
      table.cancel((await send(table)).jobId);
      costs.push(table.calls - before);
    }
    expect(table.jobs.size).toBe(100);
    expect(new Set(costs.slice(1)).size).toBe(1);
  });

  test('is one new job for all who send it at the same time', async () => {
    const table = new Table();
    const first = await send(table);
    table.cancel(first.jobId);
    const jobs = await Promise.all(Array.from({ length: 10 }, () => send(table)));
    const ids = new Set(jobs.map(({ jobId }) => jobId));
    expect(ids.size).toBe(1);
    expect(ids.has(first.jobId)).toBe(false);
  });

  test('is refused if its owner may have no more jobs today', async () => {
    const table = new Table();
    table.cancel((await send(table)).jobId);
    const none = { ...ROOM, take: () => Promise.reject(new QuotaReached(1, new Date())) };
    await expect(send(table, none)).rejects.toThrow(QuotaReached);
    expect(table.jobs.size).toBe(1);
  });
});
