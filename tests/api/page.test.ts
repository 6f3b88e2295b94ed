/** GET / and its files, as the deployed function serves them. */
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { pageSizes } from '../../bench/page/sizes.ts';
import { buildPage } from '../../deploy/page-build.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

interface Raw {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Without what fetch adds and decodes. */
function get(path: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    request(`${cloud.cloud.info.apiUrl}${path}`, { headers }, (answer) => {
      const { statusCode: status, headers: given } = answer;
      buffer(answer).then((body) => resolve({ status, headers: given, body }), reject);
    })
      .on('error', reject)
      .end();
  });
}

async function pathOf(extension: string): Promise<string> {
  const { body } = await get('/');
  const found = new RegExp(`"\\.(/assets/[\\w.-]+\\.${extension})"`).exec(body.toString());
  return found?.[1] ?? '';
}

function policyOf({ headers }: Raw): Record<string, string[]> {
  const policy = String(headers['content-security-policy']);
  return Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
}

describe('index.html', () => {
  test('is asked for at every visit, and sent only if it has changed', async () => {
    const first = await get('/');
    expect(first).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    });
    const etag = String(first.headers['etag']);
    for (const named of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const again = await get('/', { 'if-none-match': named });
      expect(again).toMatchObject({ status: 304, headers: { etag, vary: 'accept-encoding' } });
      expect(again.body).toHaveLength(0);
      // A kept page keeps its policy: a browser takes the headers of a 304 over.
      expect(policyOf(again)).toEqual(policyOf(first));
    }
    expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('allows itself, the storage and nothing else', async () => {
    const answer = await get('/');
    const storage = new URL(cloud.cloud.aws.connection.endpoint).origin;
    expect(policyOf(answer)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'connect-src': ["'self'", storage],
      'media-src': [storage, 'blob:'],
      'img-src': ["'self'", 'blob:'],
      'font-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
      'require-trusted-types-for': ["'script'"],
      'trusted-types': ["'none'"],
    });
    expect(answer.headers).toMatchObject({
      'permissions-policy': expect.stringContaining('microphone=(self)'),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  test('says where uploads go', async () => {
    const { body } = await get('/');
    const text = /<script type="application\/json" id="settings">([^<]*)</.exec(body.toString());
    const Settings = z.strictObject({
      version: z.string().regex(/^\d+\.\d+\.\d+$/),
      storageOrigin: z.url(),
      analysisModels: z.tuple([z.literal('tiny-llm')]),
      oidc: z.null(),
    });
    const { storageOrigin } = Settings.parse(JSON.parse(text?.[1] ?? ''));
    const { upload } = await cloud.client.createJob({
      audio: { upload: { filename: 'a.wav', bytes: 100 } },
    });
    expect(new URL(upload?.url ?? '').origin).toBe(storageOrigin);
  });

  test('needs no key, and no other file of its own origin than those below /assets/', async () => {
    const { body } = await get('/');
    const addresses = [...body.toString().matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect(address).toMatch(/^\.\/assets\/[\w.-]+$/);
  });
});

describe('its files', () => {
  test.each(['js', 'css', 'svg'])('a browser keeps a .%s for ever', async (extension) => {
    const answer = await get(await pathOf(extension));
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'content-type': expect.stringMatching(/^(text|image)\//),
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(answer.body.length).toBeGreaterThan(100);
  });

  test.each([
    ['br', 'gzip, deflate, br, zstd', brotliDecompressSync],
    ['br', 'br', brotliDecompressSync],
    ['gzip', 'gzip, deflate', gunzipSync],
    ['gzip', 'br;q=0, gzip', gunzipSync],
    [undefined, 'identity', (bytes: Buffer) => bytes],
    [undefined, '', (bytes: Buffer) => bytes],
  ] as const)('are sent as %s to who accepts "%s"', async (encoding, accepted, decoded) => {
    for (const path of ['/', await pathOf('js')]) {
      const plain = await get(path);
      const answer = await get(path, accepted === '' ? {} : { 'accept-encoding': accepted });
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(answer.headers['vary']).toBe('accept-encoding');
      expect(decoded(answer.body).equals(plain.body)).toBe(true);
    }
  });

  test.each(['nothing.js', '__proto__', '..%2Fpage.js', 'index.html'])(
    'there is no %s',
    async (name) => {
      const answer = await ask(cloud, { method: 'GET', path: `/assets/${name}`, key: null });
      expectProblem(answer, 404, 'not-found');
    },
  );
});

describe('the page’s origin', () => {
  const get = (path: string) => fetch(new URL(path, cloud.cloud.info.pageUrl));

  test('has page and API at its root, and is another than that of the storage', async () => {
    const { pageUrl, apiUrl } = cloud.cloud.info;
    expect(new URL(pageUrl).pathname).toBe('/');
    expect(new URL(pageUrl).origin).not.toBe(new URL(apiUrl).origin);
    expect((await get('.')).headers.get('content-type')).toMatch(/^text\/html/);
    expect((await get('health')).status).toBe(200);
    expect((await get('jobs')).status).toBe(401);
  });

  test('may upload to the storage and read from it, as no other may', async () => {
    const { upload } = await cloud.client.createJob({
      audio: { upload: { filename: 'a.wav', bytes: 3 } },
    });
    const { origin } = new URL(cloud.cloud.info.pageUrl);
    const preflight = async (from: string) => {
      const headers = {
        ...{ origin: from, 'access-control-request-method': 'PUT' },
        'access-control-request-headers': 'content-type,if-none-match',
      };
      return fetch(upload?.url ?? '', { method: 'OPTIONS', headers });
    };
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBe(origin);
    const elsewhere = new URL(cloud.cloud.info.apiUrl).origin;
    expect((await preflight(elsewhere)).status).toBe(403);
    const put = await fetch(upload?.url ?? '', {
      method: 'PUT',
      body: 'abc',
      headers: { 'if-none-match': '*', origin },
    });
    expect(put.headers.get('access-control-expose-headers')).toMatch(/\betag\b/);
  });
});

test('the first page is below 60 kB, and all before the waveform below 200 kB', async () => {
  const { first, beforeWaveform } = pageSizes(await buildPage());
  expect(first.gzip).toBeGreaterThan(5_000);
  expect(first.gzip).toBeLessThan(60_000);
  expect(beforeWaveform.gzip).toBeGreaterThan(first.gzip);
  expect(beforeWaveform.gzip).toBeLessThan(200_000);
});
