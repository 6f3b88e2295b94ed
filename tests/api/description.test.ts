import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../core/api/operations.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { schemathesis } from './schemathesis.ts';
import { SpoiledApi, type SpoiltAnswer } from './spoiled-api.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { HoldPlaces: '0' } });
  // What is well formed becomes a job: it waits for a machine, and no address of its audio is called.
  cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
});
afterAll(() => cloud.stop());

test('hundreds of requests, well and ill formed, get what the description says, and no machine', async () => {
  const report = await schemathesis(cloud.cloud.info);

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
    const { apiUrl, apiKey } = cloud.cloud.info;
    const spoiled = await SpoiledApi.start(apiUrl, spoil);
    const only = ['--include-operation-id', 'listJobs', '--phases', 'coverage'];
    const api = { apiUrl: spoiled.url, apiKey };
    try {
      const report = await schemathesis(api, only);
      expect(report.failures.map((failure) => failure.title)).toContain(title);
    } finally {
      await spoiled.stop();
    }
  });
});
