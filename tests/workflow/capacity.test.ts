import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { jobKey } from '../../core/aws/dynamodb/items.ts';
import { LaunchRateLimiter } from '../../core/aws/dynamodb/launch-rate-limiter.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { expectFailed } from '../support/failed-job.ts';
import { submitFailing } from '../support/failing-tasks.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';

/** Small, so that some jobs at once are many; an owner's half of the burst is one job's two markets. */
const BUDGET = { burst: 4, perSecond: 1 };

let cloud: TestCloud;
beforeAll(async () => {
  const parameters = {
    OnDemandFallback: 'true',
    CapacityRetrySeconds: '2',
    LaunchBurst: String(BUDGET.burst),
    LaunchesPerSecond: String(BUDGET.perSecond),
  };
  cloud = await TestCloud.start({ parameters, engine: STUB_ENGINE });
});
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.stop());

async function submit(limits: { deadline?: string } = {}): Promise<string> {
  const file = scriptFile(SHORT);
  return (await cloud.client.submitFile(file, { webhook: cloud.webhook, ...limits })).jobId;
}

/** Its calls for an instance find no capacity, so often. */
function refuse(about: string, times = Infinity): void {
  const code = 'RequestLimitExceeded';
  cloud.cloud.ec2.faults.add({ kind: 'refuse', action: 'CreateFleet', code, about, times });
}

async function waiting(jobId: string): Promise<JobView> {
  return cloud.until('the job waits', jobId, async () => {
    const job = await cloud.client.job(jobId);
    return job.status === 'queued' && job.queuedBecause && job;
  });
}

/** EC2 refuses: before, the job may have waited for a slot that the jobs of earlier tests left. */
async function refused(jobId: string, because: string): Promise<JobView> {
  return cloud.until(`EC2 refuses: ${because}`, jobId, async () => {
    const job = await waiting(jobId);
    return job.queuedBecause?.code === because && job;
  });
}

/** The calls for instances, of some jobs, in order. */
function launchesOf(jobIds: readonly string[]) {
  const { calls } = cloud.cloud.ec2.gateway;
  return calls.filter(
    ({ action, about }) => action === 'CreateFleet' && jobIds.some((jobId) => about.has(jobId)),
  );
}

describe('where on-demand is declared as fallback', () => {
  test('no spot capacity: an on-demand instance does the job', async () => {
    const match = { market: 'spot' } as const;
    cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity', match });
    const job = await cloud.completed(await submit());
    expect(job.instance?.market).toBe('on-demand');
    expect(cloud.instancesOf(job.jobId).map(({ market }) => market)).toEqual(['on-demand']);
  });

  test('capacity for one type in one zone only: that one is taken, on spot', async () => {
    const { faults } = cloud.cloud.ec2;
    for (const type of ['g4dn.xlarge', 'g5.xlarge']) {
      faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity', match: { type } });
    }
    for (const zone of ['eu-north-1a', 'eu-north-1b']) {
      faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity', match: { zone } });
    }
    const job = await cloud.completed(await submit());
    expect(job.instance).toMatchObject({ type: 'g6.xlarge', zone: 'eu-north-1c', market: 'spot' });
    const hint = (await cloud.client.timeline(job.jobId)).find(
      ({ what }) => what === 'pools-refused',
    );
    expect(hint?.detail['pools']).toContain(
      'g4dn.xlarge in eu-north-1c: InsufficientInstanceCapacity',
    );
  });
});

/** What an operator needs to request more: the quota's code, and its page. */
const SPOT_QUOTA =
  '\\(L-3819A6DF\\).* https://eu-north-1.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-3819A6DF$';

describe('a job that EC2 has no instance for', () => {
  test.each([
    ['no capacity in any pool', 'InsufficientInstanceCapacity', 'NoCapacity', ''],
    ['a quota that is reached', 'MaxSpotInstanceCountExceeded', 'QuotaReached', SPOT_QUOTA],
  ])('%s: waits in queued, says why, and completes when there is one', async (...given) => {
    const [, code, because, more] = given;
    cloud.cloud.ec2.faults.add({ kind: 'pool', code });
    const jobId = await submit();
    const { queuedBecause, attempt } = await refused(jobId, because);
    expect(queuedBecause).toEqual({
      code: because,
      message: expect.stringMatching(new RegExp(`${code}.*${more}`)),
      since: expect.stringMatching(/Z$/),
      retryAt: expect.stringMatching(/Z$/),
    });
    expect(cloud.instancesOf(jobId)).toEqual([]);

    cloud.cloud.ec2.faults.clear();
    const job = await cloud.completed(jobId);
    expect(job.queuedBecause).toBeUndefined();
    expect([attempt, job.attempt]).toEqual([1, 1]);
    const waits = (await cloud.client.timeline(jobId)).filter(({ what }) => what === 'waiting');
    expect(waits.map(({ detail }) => detail)).toContainEqual(
      expect.objectContaining({ because, codes: code }),
    );
  });

  test('a hiccup of DynamoDB while it is to wait: waits all the same, and completes', async () => {
    const { emulator } = cloud.cloud.aws;
    await emulator.put({ waitSpeed: 500 });
    const error = 'DynamoDb.ProvisionedThroughputExceededException';
    const done = { state: 'WaitForCapacity', error: 'DynamoDb.SdkClientException', isDone: true };
    const jobId = await submitFailing(
      cloud,
      [{ state: 'WaitForCapacity', error, times: 7 }, done],
      (about) => refuse(about, 1),
    );
    expect((await cloud.completed(jobId)).attempt).toBe(1);
    await emulator.put({ waitSpeed: 1 });
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('a table that is gone while it is to wait: for the operator', async () => {
    const error = 'DynamoDb.ResourceNotFoundException';
    const jobId = await submitFailing(cloud, [{ state: 'WaitForCapacity', error }], refuse);
    await expectFailed(cloud, jobId, 'Misconfigured');
  });

  test('a throttled request: waits, and repeats it with the same token', async () => {
    const { faults } = cloud.cloud.ec2;
    faults.add({ kind: 'refuse', action: 'CreateFleet', code: 'RequestLimitExceeded' });
    const jobId = await submit();
    expect(await waiting(jobId)).toMatchObject({ queuedBecause: { code: 'Throttled' } });

    faults.clear();
    await cloud.completed(jobId);
    const tokens = cloud.instancesOf(jobId).map(({ clientToken }) => clientToken);
    expect(tokens).toEqual([`${jobId}-1-spot-0`]);
  });
});

describe('a job whose deadline passes while it waits', () => {
  test('ends as DeadlineExceeded, and says what it waited for', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
    const jobId = await submit({ deadline: new Date(Date.now() + 3_600_000).toISOString() });
    await refused(jobId, 'NoCapacity');
    await cloud.table.client.send(
      new UpdateCommand({
        TableName: cloud.table.name,
        Key: jobKey(jobId),
        UpdateExpression: 'SET deadlineAt = :now',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
    const { error } = await expectFailed(cloud, jobId, 'DeadlineExceeded');
    expect(error?.message).toContain('InsufficientInstanceCapacity');
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });
});

describe('many jobs at once', () => {
  test('ask EC2 no more often than the budget allows, and all complete', async () => {
    // Others have used the budget up, so that these wait however slow the computer is.
    const others = new LaunchRateLimiter(cloud.table, BUDGET);
    for (let used = 0; used < 10; used += 1) await others.reserve('all', 'others');
    const jobs = await Promise.all(Array.from({ length: 6 }, () => submit()));
    for (const jobId of jobs) await cloud.completed(jobId);
    const turns = (await Promise.all(jobs.map(turnsOf))).flat().sort((a, b) => a.at - b.at);

    expect(launchesOf(jobs)).toHaveLength(jobs.length); // nobody asked twice
    expect(turns.length).toBeGreaterThan(0);
    for (const [index, { jobId, at }] of turns.entries()) {
      const [asked] = launchesOf([jobId]);
      expect(asked?.at.getTime()).toBeGreaterThanOrEqual(at);
      const next = turns[index + 1];
      if (next) expect(next.at - at).toBeGreaterThanOrEqual(1000 / BUDGET.perSecond);
    }
  });

  /** When the job was told to ask EC2, if it had to wait for that after its owner's own line. */
  async function turnsOf(jobId: string): Promise<{ jobId: string; at: number }[]> {
    const waits = (await cloud.client.timeline(jobId)).filter(({ what }) => what === 'waiting');
    expect(waits.map(({ detail }) => detail['because'])).toEqual(waits.map(() => 'Throttled'));
    const ofAll = waits.filter(({ detail }) => detail['line'] === 'all');
    return ofAll.map(({ detail }) => ({ jobId, at: Date.parse(String(detail['retryAt'])) }));
  }
});

describe('an answer that counts for nothing', () => {
  test.each([
    ['another request', 'IdempotentParameterMismatch'],
    ['an instance that has ended', 'IdempotentInstanceTerminated'],
  ])('a token that %s has used up: a new one is taken, one instance', async (_, code) => {
    const { faults } = cloud.cloud.ec2;
    faults.add({ kind: 'refuse', action: 'CreateFleet', code, times: 1 });
    const { jobId } = await cloud.completed(await submit());
    const tokens = launchesOf([jobId]).map(({ clientToken }) => clientToken);
    expect(new Set(tokens).size).toBe(2);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('one that is lost on its way, and its instance with it: a new token is taken', async () => {
    const { faults, host } = cloud.cloud.ec2;
    faults.add({ kind: 'lost-answer', action: 'CreateFleet', times: 1 });
    faults.add({
      kind: 'machine',
      times: 1,
      prepare: ({ id }) => setImmediate(() => host.terminate(id)),
    });
    const { jobId, attempt, instance } = await cloud.completed(await submit());
    const tokens = launchesOf([jobId]).map(({ clientToken }) => clientToken);
    expect(tokens.map((token) => token === tokens[0])).toEqual([true, true, false]);
    expect(cloud.instancesOf(jobId).map(({ id }) => id)).toEqual([expect.anything(), instance?.id]);
    expect(attempt).toBe(1);
  });

  test('one that is lost on its way: the instance is found by its tags', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'lost-answer', action: 'CreateFleet', times: 1 });
    const job = await cloud.completed(await submit());
    expect(cloud.instancesOf(job.jobId)).toHaveLength(1);
    const { id, type, zone, market } = cloud.instancesOf(job.jobId)[0] ?? {};
    expect(job.instance).toMatchObject({ id, type, zone, market });
    expect(launchesOf([job.jobId])).toHaveLength(1);
  });
});

describe('what EC2 refuses', () => {
  test('a request that is wrong: Misconfigured, without asking for on-demand', async () => {
    const { faults } = cloud.cloud.ec2;
    faults.add({ kind: 'refuse', action: 'CreateFleet', code: 'InvalidAMIID.NotFound', times: 1 });
    const job = await expectFailed(cloud, await submit(), 'Misconfigured');
    expect(job.error?.message).toContain('InvalidAMIID.NotFound');
    expect(cloud.instancesOf(job.jobId)).toEqual([]);
  });
});

describe('a job that is cancelled while it waits for its slot', () => {
  test('leaves the slot to the next job of its owner', async () => {
    const limiter = new LaunchRateLimiter(cloud.table, BUDGET);
    // A minute's slots: the job waits however slow the computer is.
    for (let used = 0; used < 60; used += 1) await limiter.reserve('owner', 'demo');
    const jobId = await submit();
    const { queuedBecause } = await waiting(jobId);
    expect(queuedBecause?.message).toMatch(/^Many of your jobs .+ not before /);
    await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    const next = new Date(await limiter.reserve('owner', 'demo')).toISOString();
    expect(next).toBe(queuedBecause?.retryAt);
    await cloud.ended(jobId);
  });
});

test('nothing remains of any of these jobs', () => {
  expect(cloud.remains()).toEqual([]);
});
