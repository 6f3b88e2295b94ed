import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaunchRateLimiter } from '../../core/aws/dynamodb/launch-rate-limiter.ts';
import { newJobId } from '../../core/base/job-id.ts';
import {
  ownersBudget,
  reserve,
  type LaunchBudget,
  type SlotLine,
} from '../../core/machines/spot/launch-budget.ts';
import { UnusedLaunchSlots } from '../../core/aws/dynamodb/unused-launch-slots.ts';
import type { LaunchLine } from '../../core/job/launch-slot.ts';
import type { JobInstance } from '../../core/job/job.ts';
import { ApiError } from '../../client/api-client.ts';
import { aJob } from '../support/a-job.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { expectFailed } from '../support/failed-job.ts';
import { programOf } from '../support/processes.ts';
import { held, scriptFile, SHORT } from '../support/scripted-audio.ts';
import { historyOf } from '../support/story.ts';

const HOUR_MS = 3_600_000;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function submit(limits: object, script = SHORT): Promise<string> {
  return (await cloud.client.submitFile(scriptFile(script), { ...limits })).jobId;
}

async function refusal(limits: object): Promise<ApiError> {
  const error: unknown = await submit(limits).catch((caught: unknown) => caught);
  if (error instanceof ApiError) return error;
  throw new TypeError('the API took it');
}

/** The job's instance was launched so much earlier: as the table has it, and for Step Functions. */
async function letPass(seconds: number, jobId: string): Promise<void> {
  const { instance } = (await cloud.jobs.job(jobId)) ?? {};
  const launchedAt = Date.parse(instance?.launchedAt ?? '') - seconds * 1000;
  await new DynamoDBClient(cloud.cloud.aws.connection).send(
    new UpdateItemCommand({
      TableName: cloud.output('JobsTableName'),
      Key: { pk: { S: `job#${jobId}` }, sk: { S: 'job' } },
      UpdateExpression: 'SET #instance.launchedAt = :at',
      ExpressionAttributeNames: { '#instance': 'instance' },
      ExpressionAttributeValues: { ':at': { S: new Date(launchedAt).toISOString() } },
    }),
  );
  await cloud.cloud.aws.emulator.put({ aheadSeconds: seconds });
}

describe('a job with a ceiling', () => {
  test('is refused if that pays for no instance at all', async () => {
    const error = await refusal({ maxCostUsd: 0.001 });
    expect(error).toMatchObject({ status: 422 });
    expect(error.message).toContain('at least 0.03');
  });

  test('gets no more time than it pays for', async () => {
    const jobId = await submit({ maxCostUsd: 0.05 });
    const { instance } = await cloud.completed(jobId);
    const [, timeoutSeconds = ''] =
      /timeoutSeconds[\\": ]+(\d+)/.exec(await historyOf(jobId, cloud)) ?? [];
    expect(instance?.type).toBeDefined();
    expect(Number(timeoutSeconds)).toBeGreaterThan(60);
    expect(Number(timeoutSeconds)).toBeLessThan(400);
  });

  test('is stopped when that is spent, in the middle of its work, and gets no other attempt', async () => {
    const jobId = await submit({ maxCostUsd: 0.05, webhook: cloud.webhook }, held().script);
    process.kill(await programOf(cloud, jobId, 'engine'), 'SIGSTOP');
    await cloud.until('the job is claimed', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.status === 'processing';
    });
    await letPass(400, jobId);
    const { error } = await expectFailed(cloud, jobId, 'MaxCostExceeded');
    expect(error).toMatchObject({ attempt: 1, retryable: false });
    expect(error?.message).toMatch(/was stopped.+maxCostUsd.+Create it again/);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('that its earlier attempts have used up ends as MaxCostExceeded, and launches nothing', async () => {
    const began = Date.now() - HOUR_MS;
    const lost: JobInstance = {
      id: 'i-0123456789abcdef0',
      type: 'g5.xlarge',
      market: 'spot',
      zone: 'eu-north-1a',
      imageId: 'ami-0123456789abcdef0',
      launchedAt: new Date(began).toISOString(),
      endedAt: new Date(began + HOUR_MS).toISOString(),
    };
    const job = aJob({
      jobId: newJobId(),
      status: 'launching',
      attempt: 2,
      maxCostUsd: 1,
      earlierInstances: [lost],
      webhook: cloud.webhook,
    });
    await cloud.jobs.create(job);
    // As the workflow comes to its second Launch.
    const stateMachineArn = cloud.output('JobStateMachineArn');
    const input = JSON.stringify({ jobId: job.jobId, attempt: job.attempt });
    await cloud.workflows.send(
      new StartExecutionCommand({ stateMachineArn, name: job.jobId, input }),
    );
    const { error } = await expectFailed(cloud, job.jobId, 'MaxCostExceeded');
    expect(error).toMatchObject({ attempt: 2 });
    expect(error?.message).toContain('1.08');
    expect(cloud.instancesOf(job.jobId)).toEqual([]);
  });
});

describe('a job with a deadline', () => {
  test('is refused if it has passed', async () => {
    const deadline = new Date(Date.now() - 1000).toISOString();
    expect(await refusal({ deadline })).toMatchObject({ status: 422 });
  });

  test('that is kept completes', async () => {
    const jobId = await submit({ deadline: new Date(Date.now() + HOUR_MS).toISOString() });
    const { timings } = await cloud.completed(jobId);
    const moments = ['launchRequested', 'booted', 'claimed', 'audioReady', 'firstSegment', 'done'];
    const seconds = moments.map((moment) => timings[`${moment}Seconds`] ?? NaN);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  });
});

describe('the launch budget in the table', () => {
  const budget = { burst: 5, perSecond: 2 };
  const noon = Date.parse('2026-11-21T12:00:00.000Z');

  let table: JobsTable;
  beforeAll(async () => {
    table = await scratchTable(cloud, 'turns');
  });

  /** Slots of as many launchers at once, in order. */
  async function slots(count: number, line: LaunchLine, { owner = 'anna', at = noon } = {}) {
    const launchers = Array.from(
      { length: count },
      () => new LaunchRateLimiter(table, budget, () => at),
    );
    const turns = await Promise.all(launchers.map((launcher) => launcher.reserve(line, owner)));
    return turns.sort((a, b) => a - b);
  }

  function slotsByRule(count: number, rule: LaunchBudget): number[] {
    let line: SlotLine | undefined;
    return Array.from({ length: count }, () => {
      const reservation = reserve(line, noon, rule);
      line = reservation.line;
      return reservation.turnAt;
    });
  }

  test('gives launchers that come at the same time one turn each, as the rule says', async () => {
    expect(await slots(30, 'all')).toEqual(slotsByRule(30, budget));
    expect(await slots(1, 'all', { at: noon + HOUR_MS })).toEqual([noon + HOUR_MS]);
  });

  test('has a line for each owner, whose jobs wait for no one else there', async () => {
    const own = slotsByRule(10, ownersBudget(budget));
    expect(await slots(10, 'owner', { owner: 'bert' })).toEqual(own);
    expect(await slots(10, 'owner', { owner: 'clara' })).toEqual(own);
  });

  test('gives a slot that was given back to the next launcher, once, and only while it is to come', async () => {
    const owner = 'dora';
    const own = await slots(12, 'owner', { owner });
    const back = own.slice(4, 7);
    const unused = new UnusedLaunchSlots(table, () => noon);
    for (const at of [...back, ...back, noon - 1]) {
      await unused.giveBack(owner, { line: 'owner', at });
    }
    const next = await slots(4, 'owner', { owner });
    expect(next.slice(0, 3)).toEqual(back);
    expect(next[3]).toBe((own.at(-1) ?? NaN) + 500);

    // It passes before anyone needs it.
    const [first = NaN] = back;
    await unused.giveBack(owner, { line: 'owner', at: first });
    expect(await slots(1, 'owner', { owner, at: first + 1 })).toEqual([(next[3] ?? NaN) + 500]);
  });
});
