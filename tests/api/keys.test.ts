import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashApiKey, keyPrefix, type Scope } from '../../core/access/api-key.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { JobQuotas } from '../../core/aws/dynamodb/job-quotas.ts';
import { DAY_MS } from '../../core/access/job-quota.ts';
import { OPERATIONS } from '../../core/api/operations.ts';
import { issueKey, NoSuchKey, revokeKey, rotateKey } from '../../core/steps/keys/issue-key.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { drop } from '../support/drop.ts';
import { sampleFile } from '../support/samples.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { expectSafe } from './headers.ts';
import { keyOf, limitedKey } from '../support/tenants.ts';

const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
const SCOPES: Scope[] = ['jobs:read', 'jobs:write'];
const HOUR_SECONDS = 3600;
const PAGE = 'https://app.example';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { AllowedOrigins: PAGE, JobsPerDay: '3' } });
});
afterAll(() => cloud.stop());

const list = (key: string): Promise<Answered> => ask(cloud, { method: 'GET', key });
const post = (key: string, headers: Record<string, string> = {}): Promise<Answered> =>
  ask(cloud, { body: UPLOAD, key, headers });

describe('the life of a key', () => {
  test('one that is revoked is none in the next request', async () => {
    const key = await keyOf(cloud, 'anna');
    expect((await list(key)).status).toBe(200);
    await revokeKey(keyPrefix(key), cloud.keys);
    expectProblem(await list(key), 401, 'unauthenticated');
    await expect(revokeKey(keyPrefix(key), cloud.keys)).rejects.toThrow(/ended at .* revocation/);
  });

  test('a rotated one is good beside its successor, which may do the same, until it ends', async () => {
    const limits = { requestsPerSecond: 7, requestBurst: 70 };
    const asked = { owner: 'bert', scopes: ['jobs:read' as const], name: 'nightly', limits };
    const { apiKey: first } = await issueKey(asked, cloud.keys);
    const overlap = { prefix: keyPrefix(first), overlapSeconds: HOUR_SECONDS };
    const { apiKey: second, key, old } = await rotateKey(overlap, cloud.keys);
    expect(key).toMatchObject(asked);
    expect([(await list(first)).status, (await list(second)).status]).toEqual([200, 200]);
    expect(Date.parse(old.endsAt ?? '') - Date.now()).toBeLessThanOrEqual(HOUR_SECONDS * 1000);

    await rotateKey({ prefix: keyPrefix(first), overlapSeconds: 0 }, cloud.keys);
    expectProblem(await list(first), 401, 'unauthenticated');
    expect((await list(second)).status).toBe(200);
  });

  test('one with an expiry is none from then on, and its successor lives as long', async () => {
    const now = new Date();
    const inAnHour = new Date(now.getTime() + HOUR_SECONDS * 1000);
    const asked = { owner: 'carl', scopes: SCOPES, endsAt: inAnHour.toISOString() };
    const { apiKey } = await issueKey(asked, cloud.keys, now);
    expect((await list(apiKey)).status).toBe(200);

    const overlap = { prefix: keyPrefix(apiKey), overlapSeconds: 60 };
    const halfAnHourOn = new Date(now.getTime() + (HOUR_SECONDS / 2) * 1000);
    const { key } = await rotateKey(overlap, cloud.keys, halfAnHourOn);
    const span = Date.parse(key.endsAt ?? '') - Date.parse(key.createdAt);
    expect([span, key.endedBy]).toEqual([HOUR_SECONDS * 1000, 'expiry']);

    const aDayAgo = { ...asked, endsAt: new Date(now.getTime() - 86_400_000).toISOString() };
    const expired = await issueKey(aDayAgo, cloud.keys);
    expectProblem(await list(expired.apiKey), 401, 'unauthenticated');
  });

  test('the register knows each by its prefix and when it was used, and none of them itself', async () => {
    const key = await keyOf(cloud, 'dora');
    const known = async () => (await cloud.keys.list()).filter(({ owner }) => owner === 'dora');
    expect(await known()).toMatchObject([{ prefix: key.slice(0, 10), hash: hashApiKey(key) }]);
    expect((await known())[0]?.usedAt).toBeUndefined();
    await list(key);
    const [{ usedAt } = {}] = await known();
    expect(Date.now() - Date.parse(usedAt ?? '')).toBeLessThan(60_000);
    expect(JSON.stringify(await cloud.keys.list())).not.toContain(key);
    await expect(revokeKey('ssk_nobody', cloud.keys)).rejects.toThrow(NoSuchKey);
  });
});

describe('how often a key may ask', () => {
  test('fifty at once get no more than the limit lets in; the rest is told when to come back', async () => {
    const limits = { requestBurst: 10, requestsPerSecond: 0.1 };
    const key = await limitedKey(cloud, 'eva', limits);
    const began = Date.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => list(key)));
    const tookSeconds = (Date.now() - began) / 1000;
    const refused = answers.filter(({ status }) => status === 429);
    const letIn = answers.filter(({ status }) => status === 200);
    expect(letIn.length).toBeGreaterThanOrEqual(10);
    // One more for every ten seconds that it took.
    expect(letIn.length).toBeLessThanOrEqual(10 + Math.floor(0.1 * tookSeconds));
    expect(letIn.length + refused.length).toBe(50);
    for (const answer of refused) {
      expectProblem(answer, 429, 'rate-limited');
      const seconds = Number(answer.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(10);
      expect(answer.headers.get('ratelimit-policy')).toBe('"requests";q=10;w=100');
      expect(answer.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
      expectSafe(answer);
    }
    const left = letIn.map(({ headers }) => /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    expect(left.sort()).toEqual(expect.arrayContaining(['0', '9']));
  });

  test('one key does not wait for another of its owner', async () => {
    const limits = { requestBurst: 1, requestsPerSecond: 0.01 };
    const [one, other] = [
      await limitedKey(cloud, 'fred', limits),
      await limitedKey(cloud, 'fred', limits),
    ];
    expect([(await list(one)).status, (await list(one)).status]).toEqual([200, 429]);
    expect((await list(other)).status).toBe(200);
  });

  test('a key without limits of its own has those of the deployment', async () => {
    const answer = await list(await limitedKey(cloud, 'greta'));
    expect(answer.headers.get('ratelimit-policy')).toBe('"requests";q=100;w=5');
    expect(answer.headers.get('ratelimit')).toBe('"requests";r=99;t=1');
  });

  test('a request that is refused for its scope or its body counts; one without a key tells nothing', async () => {
    const asked = { owner: 'hans', scopes: ['jobs:read' as const], limits: { requestBurst: 3 } };
    const { apiKey: key } = await issueKey(asked, cloud.keys);
    const left = async (answer: Promise<Answered>) => (await answer).headers.get('ratelimit');
    expect(await left(post(key))).toMatch(/r=2/);
    expect(await left(ask(cloud, { method: 'GET', path: '/jobs?limit=0', key }))).toMatch(/r=[12]/);
    expect(await left(ask(cloud, { method: 'GET', key: null }))).toBeNull();
  });
});

describe('how many jobs an owner may create', () => {
  test('so many a day, whatever comes at once; then it is told when tomorrow begins', async () => {
    const key = await limitedKey(cloud, 'ida', { requestBurst: 100 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(key)));
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused).toHaveLength(5);
    for (const answer of refused) {
      expect(expectProblem(answer, 429, 'over-budget').detail).toContain('3 jobs a day');
      const tomorrow = Date.now() + Number(answer.headers.get('retry-after')) * 1000;
      expect(tomorrow % 86_400_000).toBeLessThan(60_000);
    }
    expect((await cloud.lists.ofOwner({ owner: 'ida', limit: 10 })).jobs).toHaveLength(3);
    expect((await list(key)).status).toBe(200);
  });

  test('with whichever of its keys: one that is rotated goes on where the other was', async () => {
    const first = await limitedKey(cloud, 'kim', { jobsPerDay: 2 });
    const other = await limitedKey(cloud, 'kim', { jobsPerDay: 2 });
    expect([await post(first), await post(other)].map(({ status }) => status)).toEqual([202, 202]);
    expectProblem(await post(other), 429, 'over-budget');
    expectProblem(await post(first), 429, 'over-budget');
  });

  test('what creates none does not count: a repeat, a body that is refused', async () => {
    const key = await limitedKey(cloud, 'jan', { requestBurst: 100, jobsPerDay: 2 });
    const repeat = { 'idempotency-key': 'one' };
    const first = await post(key, repeat);
    for (let times = 0; times < 3; times++) {
      expect(JSON.parse((await post(key, repeat)).text)).toMatchObject({
        jobId: (JSON.parse(first.text) as { jobId: string }).jobId,
      });
      expectProblem(await ask(cloud, { body: {}, key }), 422, 'invalid');
    }
    expect((await post(key)).status).toBe(202);
    expectProblem(await post(key), 429, 'over-budget');
    expect((await post(key, repeat)).status).toBe(202);
  });
});

describe('how many jobs an owner may create, by dropping files', () => {
  const owner = 'demo';
  const body = readFileSync(sampleFile('unseen0_single.wav'));
  const dropped = async (name: string) => {
    const jobId = await drop(cloud, { key: `drop/${name}.wav`, body });
    return cloud.client.job(jobId);
  };

  test('what is too much for today waits for the first day that has a place', async () => {
    const today = new JobQuotas(cloud.table).today(owner, 3);
    const takeAll = async (): Promise<never> => {
      for (;;) await today.take();
    };
    await expect(takeAll()).rejects.toThrow('3 jobs a day');
    const job = await dropped('too-much');
    const midnight = Date.parse(job.createdAt.slice(0, 10)) + DAY_MS;
    expect(job).toMatchObject({
      status: 'queued',
      queuedBecause: { code: 'QuotaReached', retryAt: new Date(midnight).toISOString() },
    });
    expect(cloud.instancesOf(job.jobId)).toEqual([]);
    await cloud.client.request('POST', `/jobs/${job.jobId}/cancel`);
    expect((await cloud.ended(job.jobId)).status).toBe('cancelled');
  });

  test('what is too much for a week fails, and says so', async () => {
    const quotas = new JobQuotas(cloud.table);
    const takeAll = async (): Promise<never> => {
      for (;;) await quotas.reserve(owner, 3, newJobId());
    };
    await expect(takeAll()).rejects.toThrow('3 jobs a day');
    const { status, error } = await dropped('much-too-much');
    expect([status, error?.code]).toEqual(['failed', 'QuotaReached']);
    expect(error?.message).toContain('Drop the file again');
  });
});

describe('what every answer has', () => {
  test('good or bad, with a key or without, from a route or from none', async () => {
    const body = { ...UPLOAD, metadata: { long: 'x'.repeat(70_000) } };
    const large = await ask(cloud, { body });
    expectProblem(large, 413, 'too-large');
    const answers = await Promise.all([
      list(cloud.cloud.info.apiKey),
      list('nobody-has-such-a-key'),
      ask(cloud, { method: 'GET', path: '/' }),
      ask(cloud, { method: 'GET', path: '/health', key: null }),
      ask(cloud, { method: 'GET', path: '/openapi.json', key: null }),
      ask(cloud, { method: 'GET', path: '/nowhere' }),
      ask(cloud, { body: '{' }),
      ask(cloud, { body: {} }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 200, 200, 404, 400, 422]);
    for (const answer of [large, ...answers]) expectSafe(answer);
  });

  test('its request id stands in the log line of the request', async () => {
    const { headers } = await list(cloud.cloud.info.apiKey);
    const id = headers.get('x-request-id') ?? '';
    await cloud.until('the line', '', () =>
      cloud.cloud.aws.functionLog('spotscribe-local-listJobs').includes(`"requestId":"${id}"`),
    );
  });
});

describe('a web page', () => {
  const EVIL = 'https://evil.example';
  const asking = (origin: string, method: string, headers: string) => ({
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': headers,
  });
  const preflight = (origin: string, path = '/jobs') =>
    ask(cloud, {
      method: 'OPTIONS',
      path,
      key: null,
      headers: asking(origin, 'POST', 'authorization,content-type'),
    });

  test('of a declared origin may ask, and read what our headers tell', async () => {
    const { headers } = await preflight(PAGE);
    expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(headers.get('access-control-allow-methods')).toMatch(/POST/);
    expect(headers.get('access-control-allow-headers')).toMatch(/authorization/);
    const answer = await ask(cloud, { method: 'GET', headers: { origin: PAGE } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/retry-after/);
  });

  test('may ask on every route: a preflight must be answered 2xx', async () => {
    const paths = new Set(Object.values(OPERATIONS).map(({ path }) => path));
    for (const path of paths) {
      const { status, headers } = await preflight(PAGE, path.replace('{id}', 'x'));
      expect({ path, status }).toEqual({ path, status: 204 });
      expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    }
  });

  test('of another origin may not', async () => {
    expect((await preflight(EVIL)).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await ask(cloud, { method: 'GET', headers: { origin: EVIL } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('of a declared origin may upload to a signed address, and read the ETag; another may not', async () => {
    const content = readFileSync(sampleFile('silence.wav'));
    const audio = {
      upload: { filename: 'a.wav', bytes: content.length, contentType: 'audio/wav' },
    };
    const { upload } = await cloud.client.createJob({ audio });
    const { url = '', headers: { 'content-length': _, ...headers } = {} } = upload ?? {};
    const names = Object.keys(headers).join(',');
    const asked = (origin: string) =>
      fetch(url, { method: 'OPTIONS', headers: asking(origin, 'PUT', names) });
    expect((await asked(EVIL)).status).toBe(403);
    const allowed = await asked(PAGE);
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(PAGE);

    const put = { method: 'PUT', headers: { ...headers, origin: PAGE }, body: content };
    const answer = await fetch(url, put);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/etag/i);
  });
});
