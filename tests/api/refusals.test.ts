import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { MOST_ENDPOINTS } from '../../core/webhooks/webhook-endpoint.ts';
import { ask, type Asked } from '../support/ask.ts';
import { keyOf, limitedKey } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { everyRow } from '../support/every-row.ts';

const OWNER = 'refused';
const UNKNOWN = 'job-0123456789abcdef01234567';
const audio = { upload: { filename: 'a.wav', bytes: 9 } };
const url = 'https://example.com/hook';

let cloud: TestCloud;
let key: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  key = await keyOf(cloud, OWNER, ['jobs:read', 'jobs:write', 'admin']);
});
afterAll(() => cloud.leave());

/** Table, objects and names of parameters, but for the use of keys. */
async function stored(): Promise<string[]> {
  const ssm = new SSMClient(cloud.cloud.aws.connection);
  const [items, { Parameters = [] }] = await Promise.all([
    everyRow(cloud.table),
    ssm.send(new DescribeParametersCommand({})),
  ]);
  const rows = items.filter(({ pk }) => !String(pk).startsWith('key#'));
  const names = Parameters.map(({ Name, Version }) => `${Name} ${Version}`);
  return [...rows.map((row) => JSON.stringify(row)), ...names].sort();
}

/** Writes of parameters since the cloud began. */
function parametersWritten(): number {
  const log = readFileSync(path.join(cloud.cloud.aws.run.logs, 'requests.log'), 'utf8');
  return log.match(/"PutParameter"/g)?.length ?? 0;
}

const form = (fields: Record<string, string | Blob>) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return body;
};
const file = new Blob([new Uint8Array(9)]);

describe('a request that is refused', () => {
  const refused: [string, Asked, number][] = [
    ['no key', { key: null, body: { audio } }, 401],
    ['a field too many', { body: { audio, colour: 'red' } }, 422],
    ['a deadline that has passed', { body: { audio, deadline: '2020-01-01T00:00:00Z' } }, 422],
    ['a ceiling that pays for nothing', { body: { audio, maxCostUsd: 0.0001 } }, 422],
    ['a model that is not declared', { body: { audio, model: 'other' } }, 422],
    ['a bucket that is not declared', { body: { audio, output: 's3://other/a/' } }, 422],
    ['a route that is not here', { body: { audio, route: 'sagemaker' } }, 422],
    ['an object of another owner', { body: { audio: { s3: 's3://other/in/x/a.wav' } } }, 422],
    ['a private address', { body: { audio: { url: 'https://10.0.0.1/a.wav' } } }, 422],
    ['a private webhook', { body: { audio, webhook: { url: 'https://10.0.0.1/' } } }, 422],
    ['a form without a file', { path: '/transcribe', body: form({ language: 'sv' }) }, 422],
    ['an option of a form', { path: '/transcribe', body: form({ file, words: 'maybe' }) }, 422],
    [
      "a model of OpenAI's",
      { path: '/v1/audio/transcriptions', body: form({ file, model: 'gpt' }) },
      404,
    ],
    ['a private endpoint', { path: '/webhooks', body: { url: 'https://10.0.0.1/' } }, 422],
    ['an event that is not sent', { path: '/webhooks', body: { url, events: ['x'] } }, 422],
    ['an unknown job', { path: `/jobs/${UNKNOWN}/cancel` }, 404],
    ['an unknown job to delete', { method: 'DELETE', path: `/jobs/${UNKNOWN}` }, 404],
    ['an unknown webhook', { path: '/webhooks/wh-0123456789abcdef01234567/rotate' }, 404],
    ['a quote of nothing', { path: '/quote', body: {} }, 422],
  ];

  test('leaves nothing in the table or the parameter store', async () => {
    const before = await stored();
    for (const [what, asked, status] of refused) {
      const answer = await ask(cloud, { key, ...asked });
      expect([what, answer.status]).toEqual([what, status]);
    }
    expect(await stored()).toEqual(before);
  });

  test('for its owner has no job left today: neither, and its object is not read', async () => {
    const limited = await limitedKey(cloud, 'used-up', { jobsPerDay: 1 });
    expect((await ask(cloud, { key: limited, body: { audio } })).status).toBe(202);
    const Bucket = cloud.output('AudioBucketName');
    // Not audio, which would be said if it was read.
    const object = { Bucket, Key: 'in/used-up/a.wav', Body: 'a letter, '.repeat(100) };
    await cloud.s3.send(new PutObjectCommand(object));
    const before = await stored();
    for (const from of [audio, { s3: `s3://${Bucket}/${object.Key}` }]) {
      const answer = await ask(cloud, { key: limited, body: { audio: from } });
      expect([answer.status, answer.headers.has('retry-after')]).toEqual([429, true]);
    }
    const sent = await ask(cloud, { key: limited, path: '/transcribe', body: form({ file }) });
    expect(sent.status).toBe(429);
    expect(await stored()).toEqual(before);
  });

  test('for there are as many webhooks as may be: no secret is made', async () => {
    for (let nth = 0; nth < MOST_ENDPOINTS; nth += 1) {
      expect((await ask(cloud, { key, path: '/webhooks', body: { url } })).status).toBe(201);
    }
    const before = [await stored(), parametersWritten()];
    expect((await ask(cloud, { key, path: '/webhooks', body: { url } })).status).toBe(409);
    expect([await stored(), parametersWritten()]).toEqual(before);
  });
});
