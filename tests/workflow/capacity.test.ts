import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TestCloud } from './a-cloud.ts';
import { expectFailed } from './failed-job.ts';
import { sampleFile } from './samples.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { OnDemandFallback: 'true' } });
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

  test('no capacity at all: NoCapacity, and no instance', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
    const job = await expectFailed(cloud, await submit(), 'NoCapacity');
    expect(job.error?.message).toContain('InsufficientInstanceCapacity');
    expect(cloud.instancesOf(job.jobId)).toEqual([]);
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

describe('what EC2 refuses', () => {
  test('a quota: QuotaReached', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'MaxSpotInstanceCountExceeded' });
    await expectFailed(cloud, await submit(), 'QuotaReached');
  });

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
