/**
 * Requests that a stranger makes up to break the API: each is refused or taken, none is an error of
 * ours, and none reaches what another owner has.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { CreatedJob } from '../../core/view/created-job.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { drop, jobsOf, put } from '../support/drop.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const NOBODYS = `job-${'0'.repeat(24)}`;
const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'HEAD'];

let cloud: TestCloud;
let key: string;
let victim: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  [key, victim] = await Promise.all([keyOf(cloud, 'stranger'), keyOf(cloud, 'victim')]);
});
afterAll(() => cloud.leave());

async function post(body: string): Promise<Answered> {
  return ask(cloud, { body, key });
}

/** POST /jobs with an upload, as JSON. */
function upload(audio: object = {}, more: object = {}): string {
  return JSON.stringify({ audio: { upload: { filename: 'a.wav', bytes: 9, ...audio } }, ...more });
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('JSON', () => {
  test.each<[string, string, number]>([
    ['arrays that never close', '['.repeat(30_000), 400],
    ['arrays within arrays', '['.repeat(30_000) + ']'.repeat(30_000), 400],
    ['objects within objects', '{"a":'.repeat(9000) + '1' + '}'.repeat(9000), 400],
    ['more than a request may have', '{"a":'.repeat(12_000) + '1' + '}'.repeat(12_000), 413],
    ['a prototype', '{"audio":{"upload":{"filename":"a.wav","bytes":9}},"__proto__":{"x":1}}', 422],
    ['a byte order mark', `\ufeff${upload()}`, 400],
    ['a zero byte', '\0', 400],
    ['a number beyond all', upload({ bytes: 1e300 }), 422],
    ['a number of 400 digits', upload().replace('9}', `${'9'.repeat(400)}}`), 422],
    ['a number with an exponent', upload().replace('9}', '1e1}'), 202],
    ['no number', upload().replace('9}', 'NaN}'), 400],
    ['a negative number', upload({ bytes: -1 }), 422],
    ['the least of all ceilings', upload({}, { maxCostUsd: 5e-324 }), 422],
    ['a year that is none', upload({}, { deadline: '0000-01-01T00:00:00Z' }), 422],
    ['a leap second', upload({}, { deadline: '2027-06-30T23:59:60Z' }), 422],
    ['a language with a line break', upload({}, { language: 'sv\n' }), 422],
    ['a language that every object has', upload({}, { language: '__proto__' }), 422],
    ['a model that is a path', upload({}, { model: '../../x' }), 422],
    ['a model that every object has', upload({}, { model: 'constructor' }), 422],
  ])('%s', async (_, body, status) => {
    const answer = await post(body);
    expect({ status: answer.status, text: answer.text.slice(0, 200) }).toMatchObject({ status });
  });

  test('metadata may have the names that every object has', async () => {
    const metadata = { constructor: 'x', prototype: 'y', toString: 'z', hasOwnProperty: 'q' };
    const { jobId } = CreatedJob.parse(JSON.parse((await post(upload({}, { metadata }))).text));
    const job = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}`, key });
    expect(JSON.parse(job.text)).toMatchObject({ metadata });
  });
});

describe('a filename', () => {
  test.each([
    'a\r\nX-Evil: 1.wav',
    'a\0.wav',
    '\u202ea.wav',
    '../../etc/passwd',
    '..',
    '/',
    '\\',
    `${'x'.repeat(251)}.wav`,
    `${'😀'.repeat(60)}.wav`,
    'a.wav\u2028',
    '"; drop.wav',
    '%2e%2e%2f.wav',
    '$(id).wav',
    ' .wav',
    '﷽'.repeat(40) + '.wav',
  ])('%j is refused, or the job and its upload have it as it is', async (filename) => {
    const answer = await post(upload({ filename }));
    if (answer.status === 422) return;
    expect(answer.status).toBe(202);
    const created = CreatedJob.parse(JSON.parse(answer.text));
    const job = await ask(cloud, { method: 'GET', path: `/jobs/${created.jobId}`, key });
    expect(JSON.parse(job.text)).toMatchObject({ audio: { filename } });
    const { 'content-length': _, ...headers } = created.upload?.headers ?? {};
    const sent = { method: 'PUT', headers, body: '123456789' };
    expect((await fetch(created.upload?.url ?? '', sent)).status).toBe(200);
  });
});

describe('the audio of another owner', () => {
  const FOREIGN = 'in/victim/secret.wav';
  beforeAll(() => put(cloud, { key: FOREIGN, body: readFileSync(scriptFile(SHORT)) }));

  test.each([
    FOREIGN,
    'in/stranger/../victim/secret.wav',
    'in/stranger/..%2fvictim/secret.wav',
    'in/stranger/%2e%2e/victim/secret.wav',
    'in/stranger//../victim/secret.wav',
    'in/stranger/\\..\\victim/secret.wav',
    'in//stranger/../victim/secret.wav',
    'in/STRANGER/../victim/secret.wav',
    'in/stranger/?versionId=1',
    'drop/x',
    'uploads/x',
    'in/stranger',
    `in/stranger/${'a/'.repeat(400)}`,
  ])('is not there under %.50s', async (objectKey) => {
    const body = { audio: { s3: `s3://${cloud.output('AudioBucketName')}/${objectKey}` } };
    for (const path of ['/jobs', '/quote']) {
      const { status } = await ask(cloud, { path, body, key });
      expect(status).toBe(422);
    }
  });
});

describe('a dropped file', () => {
  test.each([
    'line\nbreak.wav',
    'a\r\nX-Evil: y.wav',
    '\u202egpj.wav',
    '%2e%2e/a b+c%20.wav',
    '"<>&\'.wav',
    '?versionId=1#.wav',
    '{"a":1}.wav',
    `${'x'.repeat(1000)}.wav`,
  ])('named %j has one job, with the name as data', async (name) => {
    const metadata = {
      'spotscribe-webhook-url': 'http://169.254.169.254/',
      'spotscribe-output': 's3://x-x/../../',
      'spotscribe-metadata': '['.repeat(900),
    };
    // Empty, so that no machine is needed.
    const jobId = await drop(cloud, { key: `drop/${name}`, body: '', metadata });
    const { audio, error } = await cloud.ended(jobId);
    expect(error?.code).toBe('AudioEmpty');
    expect(audio.filename).toBe(name.slice(name.lastIndexOf('/') + 1));
    expect(await jobsOf(cloud, `drop/${name}`)).toEqual([jobId]);
  });
});

describe('a page of jobs', () => {
  const Page = z.looseObject({ nextCursor: z.string() });

  test('of another owner is not reached by any cursor', async () => {
    for (let n = 0; n < 2; n++) await ask(cloud, { body: upload(), key: victim });
    const theirs = await ask(cloud, { method: 'GET', path: '/jobs?limit=1', key: victim });
    const item = {
      pk: `job#${NOBODYS}`,
      sk: 'job',
      listedAs: `2026-11-28T00:00:00.000Z#${NOBODYS}`,
    };
    const cursors = [
      Page.parse(JSON.parse(theirs.text)).nextCursor,
      base64url(item),
      base64url({ ...item, owner: 'victim' }),
      ...[null, [], 'x', {}].map(base64url),
      '%00',
      'a'.repeat(6000),
      '..',
    ];
    for (const cursor of cursors) {
      const path = `/jobs?cursor=${encodeURIComponent(cursor)}`;
      const { status, text } = await ask(cloud, { method: 'GET', path, key });
      expect([200, 422]).toContain(status);
      expect(text).not.toContain('victim');
    }
  });

  test.each(['0', '-1', '101', '1e1', '9'.repeat(22), '%00', '%EF%BC%91', '1%0d%0aSet-Cookie:a'])(
    'with limit=%s is refused',
    async (limit) => {
      const answer = await ask(cloud, { method: 'GET', path: `/jobs?limit=${limit}`, key });
      expectProblem(answer, 422, 'invalid');
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );
});

test.each([
  '/jobs/',
  '/jobs//',
  '/jobs/..%2f..',
  '/jobs/%00',
  `/jobs/${NOBODYS}%2ftranscript`,
  `/jobs/${'a'.repeat(4000)}`,
  '/jobs/%E0%A4%A',
  '/jobs/%ff',
  '/v1/models/%2e%2e',
  '/v1/models/__proto__',
  '/v1/models/constructor',
  '/webhooks/default/rotate',
  '/deliveries/x/replay',
  '/%',
])('no method on %.60s is an error of ours', async (path) => {
  for (const method of METHODS) {
    const { status } = await ask(cloud, { method, path, key });
    expect(status).toBeLessThan(500);
  }
});
