import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jobKey } from '../../core/aws/dynamodb/items.ts';
import { OwnerBudgetRegistry } from '../../core/aws/dynamodb/owner-budget-registry.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { Timelines } from '../../core/aws/dynamodb/timelines.ts';
import { monthAt, ownerPurse, usdOf } from '../../core/budgets/purse.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { drop } from '../support/drop.ts';
import { auditOf } from '../support/money-audit.ts';
import { programOf } from '../support/processes.ts';
import { held, scriptFile, SHORT } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

const OWNER = 'demo';
const PURSE = ownerPurse(OWNER, monthAt(new Date()));

let cloud: TestCloud;
let registry: OwnerBudgetRegistry;
let purses: Purses;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  registry = new OwnerBudgetRegistry(cloud.table);
  purses = new Purses(cloud.table);
});
afterAll(async () => {
  await registry.remove(OWNER, 0);
  await cloud.leave();
});
/** An owner for each test: what was spent before stays in the purse. */
beforeEach(() => leave(5));

/** Makes the budget such that so much is left, in USD. */
async function leave(usd: number): Promise<void> {
  const { committed } = await purses.state(PURSE);
  await registry.set({ owner: OWNER, usd: usdOf(committed) + usd });
}

/** The job that is over, once nothing of the purse is held for it. */
async function settled(jobId: string): Promise<JobView> {
  await until('nothing is held', async () => (await purses.state(PURSE)).held === 0);
  return cloud.client.job(jobId);
}

async function spentIn(what: () => Promise<unknown>): Promise<number> {
  const before = (await purses.state(PURSE)).committed;
  await what();
  return usdOf((await purses.state(PURSE)).committed - before);
}

async function auditedOf(jobId: string) {
  return auditOf([await new Timelines(cloud.table).of(jobId)], PURSE);
}

describe('what a job reserves of its budget', () => {
  test('is what it cost, when it and its machine have ended', async () => {
    let job: JobView | undefined;
    const spent = await spentIn(async () => {
      const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), { force: true });
      expect((await cloud.client.job(jobId)).reservedUsd).toBeGreaterThan(0.01);
      await cloud.receipted(jobId);
      job = await settled(jobId);
    });
    const { jobId = '', receipt, reservedUsd } = job ?? {};
    expect(spent).toBeCloseTo(receipt?.totalUsd ?? NaN, 5);
    expect(reservedUsd).toBeCloseTo(spent, 6);
    const { most, last } = await auditedOf(jobId);
    expect(last).toBeCloseTo(spent, 6);
    expect(most).toBeGreaterThan(last);
  });

  test('grows before a second attempt, and pays for both', async () => {
    const { script, letGo } = held();
    const { jobId } = await cloud.client.submitFile(scriptFile(script), { force: true });
    await programOf(cloud, jobId, 'engine');
    cloud.cloud.ec2.host.terminate(cloud.instancesOf(jobId)[0]?.id ?? '');
    letGo();
    await cloud.receipted(jobId);
    const { attempt, receipt, reservedUsd } = await settled(jobId);
    expect(attempt).toBe(2);
    expect(reservedUsd).toBeCloseTo(receipt?.totalUsd ?? NaN, 5);
    const reserved = (await cloud.client.timeline(jobId)).filter(({ what }) => what === 'reserved');
    expect(reserved.map((event) => event.attempt)).toEqual(expect.arrayContaining([0, 2]));
  });

  test('comes back when it is cancelled, at once', async () => {
    const audio = { upload: { filename: 'a.wav', bytes: 44_000 } };
    const { jobId } = await cloud.client.createJob({ audio, maxCostUsd: 2 });
    expect((await cloud.client.job(jobId)).reservedUsd).toBeGreaterThan(2);
    const answer = await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    expect(answer.status).toBe(200);
    expect((await cloud.client.job(jobId)).reservedUsd).toBeLessThan(0.01);
    expect((await purses.state(PURSE)).held).toBe(0);
    const spent = await spentIn(async () => {
      await cloud.ended(jobId);
      const deleted = await cloud.client.request('DELETE', `/jobs/${jobId}`);
      expect(deleted.status).toBe(200);
    });
    expect(spent).toBe(0);
  });
});

describe('a job for which there is no money', () => {
  /** As if its length had been underestimated, and others had taken the rest. */
  async function holdLess(jobId: string): Promise<void> {
    const Key = jobKey(jobId);
    const command = new UpdateCommand({
      TableName: cloud.table.name,
      Key,
      UpdateExpression: 'SET holds[0].amount = :less',
      ExpressionAttributeValues: { ':less': 1000 },
    });
    await cloud.table.client.send(command);
  }

  test('at its launch fails before it has a machine, and says what is left', async () => {
    const body = readFileSync(scriptFile(SHORT));
    const audio = { upload: { filename: 'a.wav', bytes: body.byteLength } };
    const { jobId, upload } = await cloud.client.createJob({ audio, force: true });
    await holdLess(jobId);
    await leave(0.01);
    const { 'content-length': _, ...headers } = upload?.headers ?? {};
    const sent = await fetch(upload?.url ?? '', { method: 'PUT', headers, body });
    expect(sent.status).toBe(200);
    const job = await cloud.ended(jobId);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'BudgetExceeded' } });
    expect(job.error?.message).toContain('has 0.01 USD left of');
    expect(cloud.instancesOf(jobId)).toEqual([]);
    await leave(5);
  });

  test('that is dropped fails, and says what to do', async () => {
    await leave(0.000_001);
    const body = readFileSync(scriptFile(SHORT));
    const jobId = await drop(cloud, { key: 'drop/too-dear.wav', body });
    const job = await cloud.ended(jobId);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'BudgetExceeded' } });
    expect(job.error?.message).toContain('Drop the file again');
    expect(job.reservedUsd).toBeUndefined();
  });
});
