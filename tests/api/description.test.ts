import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { OPERATIONS } from '../../core/api/operations.ts';
import { ApiHere } from '../../local/api-here.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { schemathesis } from './schemathesis.ts';
import { SpoiledApi, type SpoiltAnswer } from './spoiled-api.ts';

let cloud: TestCloud;
let api: ApiHere;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { HoldPlaces: '0' } });
  cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
  const { connection, run } = cloud.cloud.aws;
  const logFile = path.join(run.logs, 'api-here.log');
  api = await ApiHere.start({ connection, logFile, environment: await withoutSequel() });
});
/** What is well formed becomes a job, which stays as it is: no function is called for its audio. */
async function withoutSequel() {
  const AUDIO_BUCKET = 'audio-without-notifications';
  await cloud.s3.send(new CreateBucketCommand({ Bucket: AUDIO_BUCKET }));
  const deployed = new DescribeStateMachineCommand({
    stateMachineArn: cloud.output('JobStateMachineArn'),
  });
  const { roleArn } = await cloud.workflows.send(deployed);
  const Parked = { Type: 'Wait', Seconds: 3600, End: true };
  const { stateMachineArn = '' } = await cloud.workflows.send(
    new CreateStateMachineCommand({
      name: 'parked',
      roleArn,
      definition: JSON.stringify({ StartAt: 'Parked', States: { Parked } }),
    }),
  );
  return { AUDIO_BUCKET, STATE_MACHINE_ARN: stateMachineArn };
}

afterAll(async () => {
  await api.stop();
  await cloud.stop();
});

test('hundreds of requests, well and ill formed, get what the description says, and no machine', async () => {
  const { apiKey } = cloud.cloud.info;
  const report = await schemathesis({ apiUrl: api.url, apiKey });

  expect(report.said).not.toContain('= FAILURES =');
  expect(report.failures).toEqual([]);
  expect(report.errors).toEqual([]);
  expect(report.complete).toBe(true);
  const described = Object.values(OPERATIONS).filter(({ caller }) => caller !== 'instance').length;
  expect(report.operations).toMatchObject({ selected: described, tested: described });
  expect(report.test_cases.generated).toBeGreaterThan(400);
  expect(cloud.cloud.ec2.host.all()).toEqual([]);
});

describe('a fault is found', () => {
  const planted: [string, string, (path: string, body: string) => SpoiltAnswer | undefined][] = [
    [
      'an error of ours for one parameter',
      'Server error',
      (path, body) => (path.includes('limit=') ? { status: 500, body } : undefined),
    ],
    [
      'a field that is not described',
      'Response violates schema',
      (_, body) =>
        body.startsWith('{"jobs":')
          ? { status: 200, body: body.replace('{', '{"secret":1,') }
          : undefined,
    ],
  ];

  test.each(planted)('%s: %s', async (_, title, spoil) => {
    const { apiKey } = cloud.cloud.info;
    const spoiled = await SpoiledApi.start(api.url, spoil);
    const only = ['--include-operation-id', 'listJobs', '--phases', 'coverage'];
    const asked = { apiUrl: spoiled.url, apiKey };
    try {
      const report = await schemathesis(asked, only);
      expect(report.failures.map((failure) => failure.title)).toContain(title);
    } finally {
      await spoiled.stop();
    }
  });
});
