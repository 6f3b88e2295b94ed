import { beforeEach, describe, expect, test } from 'vitest';
import { QuotaReached, type JobQuota } from '../../core/access/job-quota.ts';
import { AlreadyExists, type NewRepeat } from '../../core/aws/dynamodb/job-store.ts';
import type { LaterAnalysis } from '../../core/aws/dynamodb/later-analyses.ts';
import { expectedRate } from '../../core/costs/analysis-estimate.ts';
import { CreateAnalysesRequest, MAX_LATER_ANALYSES } from '../../core/job/analyses-request.ts';
import type { Job } from '../../core/job/job.ts';
import { createAnalyses } from '../../core/steps/requests/create-analyses.ts';
import { aJob } from '../support/a-job.ts';
import { aResult } from '../support/task-result.ts';

type Using = Parameters<typeof createAnalyses>[2];

const NOW = new Date('2026-11-30T10:00:00.000Z');
const FIRST = aJob({ status: 'completed', attempt: 1, result: aResult({ durationSeconds: 3600 }) });

/** Jobs, records of requests and rows of later jobs, as the table keeps them. */
class Table {
  readonly jobs = new Map<string, Job>([[FIRST.jobId, FIRST]]);
  readonly rows: (LaterAnalysis & { of: string })[] = [];
  readonly started: string[] = [];
  private readonly records = new Map<string, NewRepeat>();

  using(more: object = {}): Using {
    const using = {
      jobs: {
        job: (id: string) => Promise.resolve(this.jobs.get(id)),
        idempotency: (key: string) => Promise.resolve(this.records.get(key)),
        createWith: (also: (LaterAnalysis & { of: string })[], job: Job, repeat?: NewRepeat) =>
          this.create(also, job, repeat),
      },
      later: {
        of: (id: string) => Promise.resolve(this.rows.filter(({ of }) => of === id)),
        writes: (of: string, { jobId, createdAt }: LaterAnalysis) => [{ of, jobId, createdAt }],
      },
      workflow: {
        start: (_: string, jobId: string) => Promise.resolve(void this.started.push(jobId)),
      },
      quoting: {
        ...{ region: 'eu-north-1', instanceTypes: ['g4dn.xlarge'], zones: ['eu-north-1a'] },
        ...{ onDemandFallback: true, rootGib: 40 },
        prices: {
          spotPrices: () => Promise.resolve(undefined),
          speeds: () => Promise.resolve({}),
          analysisRates: () => Promise.resolve({}),
        },
      },
      ...{ analysisModels: ['tiny-llm', 'other'], stateMachineArn: 'arn', now: NOW },
      ...{ instanceTypes: ['g4dn.xlarge'], region: 'eu-north-1' },
      ...more,
    };
    return using as unknown as Using;
  }

  private create(also: (LaterAnalysis & { of: string })[], job: Job, repeat?: NewRepeat) {
    if (repeat && this.records.has(repeat.key)) return Promise.reject(new AlreadyExists());
    if (repeat) this.records.set(repeat.key, repeat);
    this.jobs.set(job.jobId, job);
    this.rows.push(...also);
    return Promise.resolve();
  }
}

let table: Table;
beforeEach(() => {
  table = new Table();
});

const quota = { left: Infinity };
const jobQuota: JobQuota = {
  assertLeft: () => Promise.resolve(),
  take: () => {
    if (quota.left === 0) return Promise.reject(new QuotaReached(1, NOW));
    quota.left -= 1;
    return Promise.resolve(() => Promise.resolve(void (quota.left += 1)));
  },
};

function ask(body: object, of: Job = FIRST, more: { key?: string; using?: object } = {}) {
  const request = CreateAnalysesRequest.parse(body);
  const asked = { request, owner: 'demo', jobQuota, idempotencyKey: more.key };
  return createAnalyses(of, asked, table.using(more.using));
}

const SUMMARY = { analysis: { preset: 'summary' } };

describe('a later analysis', () => {
  test('is a job of its own with the same transcript, and belongs to the first one', async () => {
    const job = await ask({ ...SUMMARY, metadata: { case: '1' } });
    expect(job).toMatchObject({
      ...{ status: 'queued', owner: 'demo', audio: FIRST.audio, model: FIRST.model },
      ...{ analysisOf: FIRST.jobId, reusedFrom: FIRST.jobId, metadata: { case: '1' } },
      analysis: [{ preset: 'summary', model: 'tiny-llm' }],
    });
    expect(table.rows).toEqual([
      { of: FIRST.jobId, jobId: job.jobId, createdAt: NOW.toISOString() },
    ]);
    expect(table.started).toEqual([job.jobId]);
  });

  test('is quoted without transcribing', async () => {
    const { quote } = await ask(SUMMARY);
    const analysis = quote?.analysis;
    expect(quote?.durationSeconds).toBe(3600);
    expect(quote?.basis[0]?.workSeconds).toEqual(analysis?.seconds);
    expect(analysis?.tokensPerSecond.low).toBeCloseTo(expectedRate('g4dn.xlarge').low, 0);
  });

  test('of a later job belongs to the first one, too', async () => {
    const second = { ...(await ask(SUMMARY)), status: 'completed' as const };
    const third = await ask(SUMMARY, second);
    expect(third).toMatchObject({ analysisOf: FIRST.jobId, reusedFrom: FIRST.jobId });
  });

  test.each([
    ['processing', aJob({ status: 'processing', attempt: 1, result: aResult() })],
    ['failed', aJob({ status: 'failed', attempt: 1 })],
    ['awaiting_upload', aJob({ status: 'awaiting_upload' })],
  ])('is refused while the job is %s', async (status, of) => {
    await expect(ask(SUMMARY, of)).rejects.toThrow(`The job is ${status}:`);
    expect([table.started, table.rows]).toEqual([[], []]);
  });

  test('is not made without end', async () => {
    for (let made = 0; made < MAX_LATER_ANALYSES; made += 1) await ask(SUMMARY);
    await expect(ask(SUMMARY)).rejects.toThrow(`${MAX_LATER_ANALYSES} times`);
  });

  test('needs a model that the deployment has, and time and money enough', async () => {
    await expect(ask(SUMMARY, FIRST, { using: { analysisModels: [] } })).rejects.toMatchObject({
      reason: 'not-available',
    });
    const other = { analysis: { preset: 'summary', model: 'none' } };
    await expect(ask(other)).rejects.toMatchObject({ path: 'analysis.0.model' });
    const late = { ...SUMMARY, deadline: '2026-11-30T09:00:00Z' };
    await expect(ask(late)).rejects.toMatchObject({ path: 'deadline' });
    const poor = { ...SUMMARY, maxCostUsd: 0.0001 };
    await expect(ask(poor)).rejects.toMatchObject({ path: 'maxCostUsd' });
  });

  test('counts as a job of the day', async () => {
    quota.left = 1;
    await ask(SUMMARY);
    await expect(ask(SUMMARY)).rejects.toThrow(QuotaReached);
    quota.left = Infinity;
  });
});

describe('a repeated request', () => {
  test('with the same key and body gets the same job, which is started again', async () => {
    const first = await ask(SUMMARY, FIRST, { key: 'k' });
    const second = await ask(SUMMARY, FIRST, { key: 'k' });
    expect(second.jobId).toBe(first.jobId);
    expect(table.rows).toHaveLength(1);
    expect(table.started).toEqual([first.jobId, first.jobId]);
    expect(first.repeatKeys).toHaveLength(1);
  });

  test('with the same key and another body, or of another job, is refused', async () => {
    await ask(SUMMARY, FIRST, { key: 'k' });
    const other = { analysis: { preset: 'minutes' } };
    const mismatch = { reason: 'idempotency-mismatch' };
    await expect(ask(other, FIRST, { key: 'k' })).rejects.toMatchObject(mismatch);
    const elsewhere = { ...FIRST, jobId: 'job-ffffffffffffffffffffffff' };
    await expect(ask(SUMMARY, elsewhere, { key: 'k' })).rejects.toMatchObject(mismatch);
  });

  test('without a key makes another job', async () => {
    const [one, two] = [await ask(SUMMARY), await ask(SUMMARY)];
    expect(one.jobId).not.toBe(two.jobId);
  });
});
