import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashApiKey, newApiKey } from '../../core/access/api-key.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { OpenAiError } from '../../core/api/openai.ts';
import { PROJECT } from '../../computer/project.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';

const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };

let cloud: TestCloud;
let jobId: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  jobId = (await cloud.client.createJob(UPLOAD)).jobId;
});
afterAll(() => cloud.leave());

/** Every route that wants a key, with the scope that it wants. */
const ROUTES = [
  ['POST', '/jobs', 'jobs:write'],
  ['GET', '/jobs', 'jobs:read'],
  ['GET', '/jobs/ID', 'jobs:read'],
  ['GET', '/jobs/ID/transcript', 'jobs:read'],
  ['GET', '/jobs/ID/timeline', 'jobs:read'],
  ['POST', '/jobs/ID/cancel', 'jobs:write'],
] as const;

const ID_ROUTES = ROUTES.filter(([, path]) => path.includes('ID'));

function request(method: string, path: string, id = jobId) {
  const body = method === 'POST' ? UPLOAD : undefined;
  return { method, path: path.replace('ID', id), body };
}

describe('without a good key', () => {
  test.each(ROUTES)('%s %s answers 401', async (method, path, _scope) => {
    const answer = await ask(cloud, { ...request(method, path), key: null });
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each([
    ['a key that nobody has', `Bearer ${newApiKey()}`],
    ['another scheme', 'Basic YTpi'],
    ['no key after the scheme', 'Bearer '],
    ['what no key looks like', 'Bearer a b'],
  ])('%s answers 401', async (_what, authorization) => {
    const headers = { authorization };
    const answer = await ask(cloud, { method: 'GET', key: null, headers });
    expectProblem(answer, 401, 'unauthenticated');
  });

  test('the stored hash of a key is no key', async () => {
    const key = hashApiKey(cloud.cloud.info.apiKey);
    expectProblem(await ask(cloud, { method: 'GET', key }), 401, 'unauthenticated');
  });
});

describe('with a key that lacks the scope', () => {
  test.each(ROUTES)('%s %s answers 403', async (method, path, scope) => {
    const other = scope === 'jobs:read' ? 'jobs:write' : 'jobs:read';
    const key = await keyOf(cloud, cloud.cloud.info.owner, [other]);
    const problem = expectProblem(
      await ask(cloud, { ...request(method, path), key }),
      403,
      'missing-scope',
    );
    expect(problem.detail).toContain(scope);
  });
});

describe('what is not there', () => {
  test.each(ID_ROUTES)(
    '%s %s: an unknown id and somebody else’s get one answer',
    async (method, path, _scope) => {
      const stranger = await keyOf(cloud, 'stranger');
      const unknown = await ask(cloud, request(method, path, newJobId()));
      const others = await ask(cloud, { ...request(method, path), key: stranger });
      const malformed = await ask(cloud, request(method, path, 'job-of%20nobody%27s'));
      const problems = [unknown, others, malformed].map((answer) => {
        const { requestId: _, ...problem } = expectProblem(answer, 404, 'not-found');
        return problem;
      });
      expect(problems[1]).toEqual(problems[0]);
      expect(problems[2]).toEqual(problems[0]);
      expect((await ask(cloud, request(method, path))).status).toBe(200);
    },
  );

  test.each([
    ['GET', '/no/such/route'],
    ['PATCH', '/jobs'],
    ['PUT', `/jobs/${newJobId()}`],
    ['GET', `/jobs/${newJobId()}/cancel`],
    ['GET', '/jobs/'],
    ['GET', '/instances/claim'],
  ])('%s %s is no route', async (method, path) => {
    const problem = expectProblem(await ask(cloud, { method, path }), 404, 'not-found');
    expect(problem.detail).toContain(method);
  });

  test.each([
    ['POST', '/v1/audio/translations'],
    ['POST', '/v1/audio/transcriptions/'],
    ['GET', '/v1/audio/transcriptions'],
    ['DELETE', '/v1/models/whisper-1'],
    ['POST', '/v1/chat/completions'],
    ['GET', '/v1/models/'],
    ['GET', '/v1'],
  ])("%s %s is told as OpenAI's clients read it, with a key or without", async (method, path) => {
    for (const key of [cloud.cloud.info.apiKey, null]) {
      const { status, headers, text } = await ask(cloud, { method, path, key });
      expect([status, headers.get('content-type')]).toEqual([404, 'application/json']);
      const { error } = OpenAiError.parse(JSON.parse(text));
      expect(error).toMatchObject({ type: 'invalid_request_error', code: 'not-found' });
      expect(error.message).toContain(`${method} ${path}`);
    }
  });

  test('a path that only begins like theirs is none of them', async () => {
    expectProblem(await ask(cloud, { method: 'GET', path: '/v1x' }), 404, 'not-found');
  });
});

describe('the body', () => {
  test.each([
    ['{'],
    ['{"audio":}'],
    ['audio=1'],
    [''],
    ['{"a":1}{"b":2}'],
    ['{"a":"\\ud800"}'],
    ['{"\\udfff":1}'],
  ])('%j is not JSON: 400', async (body) => {
    expectProblem(await ask(cloud, { body }), 400, 'malformed-json');
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/jsonp'],
  ])('as %s: 415', async (type) => {
    const headers = { 'content-type': type };
    const problem = expectProblem(
      await ask(cloud, { body: UPLOAD, headers }),
      415,
      'unsupported-media',
    );
    expect(problem.detail).toContain('application/json');
  });

  test('may name its charset', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await ask(cloud, { body: UPLOAD, headers })).status).toBe(202);
  });
});

describe('query parameters', () => {
  test.each([
    ['/jobs?limit=0', 'limit'],
    ['/jobs?limit=101', 'limit'],
    ['/jobs?limit=many', 'limit'],
    ['/jobs?status=finished', 'status'],
    ['/jobs?cursor=nonsense', 'cursor'],
    ['/jobs?cursor=e30', 'cursor'],
    ['/jobs?cursor=eyJwayI6ICIiLCAic2siOiAiam9iIiwgImxpc3RlZEFzIjogIiJ9', 'cursor'],
    ['/jobs?owner=someone', 'owner'],
    ['/jobs/ID/transcript?format=pdf', 'format'],
    ['/jobs/ID/transcript?page=2', 'page'],
    ['/jobs/ID/transcript?after=-1', 'after'],
    ['/jobs/ID/transcript?after=1&format=txt', 'format'],
    ['/jobs?limit=1e1', 'limit'],
    ['/jobs?limit=', 'limit'],
    ['/jobs/ID?verbose=1', 'verbose'],
    ['/jobs/ID/timeline?limit=5', 'limit'],
  ])('%s: 422 for %s', async (path, parameter) => {
    const problem = expectProblem(await ask(cloud, request('GET', path)), 422, 'invalid');
    expect(problem.errors?.map((error) => error.path)).toEqual([parameter]);
    expect(problem.detail).toContain(parameter);
  });
});

describe('what anyone may ask', () => {
  test('GET /health answers without a key', async () => {
    const answer = await ask(cloud, { method: 'GET', path: '/health', key: null });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'ok' }]);
  });

  test('GET /openapi.json gives the description that lies in docs/, and it may be kept', async () => {
    const answer = await ask(cloud, { method: 'GET', path: '/openapi.json', key: null });
    const description = readFileSync(join(PROJECT, 'docs', 'openapi.json'), 'utf8');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual(JSON.parse(description));
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  test('a monitor may add a parameter of its own', async () => {
    const answer = await ask(cloud, { method: 'GET', path: '/health?now=1', key: null });
    expect(answer.status).toBe(200);
  });
});

test('every answer has a request id of its own, and is not to be stored', async () => {
  const answers = await Promise.all([
    ask(cloud, { method: 'GET' }),
    ask(cloud, { method: 'GET', path: '/health' }),
    ask(cloud, { method: 'GET', path: '/nowhere' }),
    ask(cloud, { body: UPLOAD }),
  ]);
  const ids = answers.map(({ headers }) => headers.get('x-request-id'));
  expect(new Set(ids).size).toBe(answers.length);
  expect(ids).not.toContain(null);
  for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
});
