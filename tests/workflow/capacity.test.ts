import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { JobView } from '../../core/job-view.ts';
import { TestCloud } from './a-cloud.ts';
import { expectFailed } from './failed-job.ts';
import { sampleFile } from './samples.ts';

let cloud: TestCloud;
beforeAll(async () => {
  const parameters = { OnDemandFallback: 'true', CapacityRetrySeconds: '2' };
  cloud = await TestCloud.start({ parameters });
});
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.stop());

async function submit(): Promise<string> {
  const file = sampleFile('unseen0_single.wav');
  return (await cloud.client.submitFile(file, { webhook: cloud.webhook })).jobId;
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
  });
});

describe('a job that EC2 has no instance for', () => {
  async function waiting(jobId: string): Promise<JobView> {
    return cloud.until('the job waits', jobId, async () => {
      const job = await cloud.client.job(jobId);
      return job.status === 'queued' && job.queuedBecause && job;
    });
  }

  test.each([
    ['no capacity in any pool', 'InsufficientInstanceCapacity', 'NoCapacity'],
    ['a quota that is reached', 'MaxSpotInstanceCountExceeded', 'QuotaReached'],
  ])('%s: waits in queued, says why, and completes when there is one', async (_, code, because) => {
    cloud.cloud.ec2.faults.add({ kind: 'pool', code });
    const jobId = await submit();
    const { queuedBecause, attempt } = await waiting(jobId);
    expect(queuedBecause).toEqual({
      code: because,
      message: expect.stringContaining(code),
      since: expect.stringMatching(/Z$/),
      retryAt: expect.stringMatching(/Z$/),
    });
    expect(cloud.instancesOf(jobId)).toEqual([]);

    cloud.cloud.ec2.faults.clear();
    const job = await cloud.completed(jobId);
    expect(job.queuedBecause).toBeUndefined();
    expect([attempt, job.attempt]).toEqual([1, 1]);
    const told = (await cloud.client.timeline(jobId)).find(({ what }) => what === 'waiting');
    expect(told?.detail).toMatchObject({ because, codes: code });
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

describe('what EC2 refuses', () => {
  test('a request that is wrong: Misconfigured, without asking for on-demand', async () => {
    const { faults } = cloud.cloud.ec2;
    faults.add({ kind: 'refuse', action: 'CreateFleet', code: 'InvalidAMIID.NotFound', times: 1 });
    const job = await expectFailed(cloud, await submit(), 'Misconfigured');
    expect(job.error?.message).toContain('InvalidAMIID.NotFound');
    expect(cloud.instancesOf(job.jobId)).toEqual([]);
  });

  test('an answer that is lost: asked again, one instance', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'lost-answer', action: 'CreateFleet', times: 1 });
    const job = await cloud.completed(await submit());
    expect(cloud.instancesOf(job.jobId)).toHaveLength(1);
    expect(job.instance?.market).toBe('spot');
  });
});

test('nothing remains of any of these jobs', () => {
  expect(cloud.remains()).toEqual([]);
});
