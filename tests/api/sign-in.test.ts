/** Signing in with a token of an identity provider, which API Gateway verifies. */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { keyPrefix } from '../../core/access/api-key.ts';
import { SignedIn } from '../../core/api/operations/sign-in.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { IdentityProvider, type TokenClaims } from '../support/identity-provider.ts';
import { TestCloud } from '../support/test-cloud.ts';

const CLIENT = 'the-page';

let provider: IdentityProvider;
let cloud: TestCloud;
beforeAll(async () => {
  provider = await IdentityProvider.start(CLIENT);
  const parameters = {
    OidcIssuer: provider.issuer,
    OidcAudience: 'the-api',
    OidcClientId: CLIENT,
  };
  cloud = await TestCloud.start({ parameters });
});
afterAll(async () => {
  await cloud.stop();
  await provider.stop();
});

const signIn = (key: string | null) => ask(cloud, { path: '/sign-in', key });

async function signedIn(claims: TokenClaims): Promise<SignedIn> {
  const answer = await signIn(provider.token(claims));
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
  return SignedIn.parse(JSON.parse(answer.text));
}

test('a person gets a key for eight hours, which sees the jobs of that person alone', async () => {
  const { apiKey, owner, name, expiresAt } = await signedIn({ sub: 'person-1' });
  expect({ owner, name }).toEqual({ owner: 'person-1', name: 'Åsa Öberg' });
  const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(7.9);
  expect(hours).toBeLessThanOrEqual(8);

  const body = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
  const { status, text } = await ask(cloud, { body, key: apiKey });
  expect(status).toBe(202);
  const path = `/jobs/${z.object({ jobId: z.string() }).parse(JSON.parse(text)).jobId}`;
  const again = await signedIn({ sub: 'person-1' });
  const other = await signedIn({ sub: 'person-2' });
  expect((await ask(cloud, { method: 'GET', path, key: again.apiKey })).status).toBe(200);
  expectProblem(await ask(cloud, { method: 'GET', path, key: other.apiKey }), 404, 'not-found');

  // What keys.test.ts shows to be a key's end.
  expect(await cloud.keys.find(keyPrefix(apiKey))).toMatchObject({
    ...{ owner, name, scopes: ['jobs:read', 'jobs:write'] },
    ...{ endsAt: expiresAt, endedBy: 'expiry' },
  });
});

test('the page knows where to sign in, and may ask there', async () => {
  const page = await ask(cloud, { method: 'GET', path: '/', key: null });
  const settings = /<script type="application\/json" id="settings">(.*?)<\/script>/s.exec(
    page.text,
  );
  expect(JSON.parse(settings?.[1] ?? '')).toMatchObject({
    oidc: { issuer: provider.issuer, clientId: CLIENT },
  });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(/connect-src [^;]*/.exec(policy)?.[0]).toContain(provider.issuer);
});

test('people whose claims differ are never one owner', async () => {
  const claims = [
    'anna',
    'Anna',
    'anna@example.com',
    'åsa',
    `oidc-${'0123456789abcdef'.repeat(2)}`,
    'x'.repeat(99),
  ];
  const owners = await Promise.all(claims.map(async (sub) => (await signedIn({ sub })).owner));
  expect(new Set(owners).size).toBe(claims.length);
  expect(owners[0]).toBe('anna');
  for (const owner of owners.slice(1)) expect(owner).toMatch(/^oidc-[0-9a-f]{32}$/);
  expect((await signedIn({ sub: 'Anna' })).owner).toBe(owners[1]);
});

test('tokens for the page and for the API sign in alike', async () => {
  for (const aud of [CLIENT, 'the-api', ['another', 'the-api']]) {
    expect((await signedIn({ aud, sub: 'program-1' })).owner).toBe('program-1');
  }
});

test('a token that names nobody is refused', async () => {
  for (const sub of ['', undefined]) {
    const problem = expectProblem(await signIn(provider.token({ sub })), 403, 'missing-scope');
    expect(problem.detail).toContain('"sub"');
  }
});

test('one person cannot fill the table with keys', async () => {
  const answers: number[] = [];
  for (let tried = 0; tried < 22; tried += 1) {
    answers.push((await signIn(provider.token({ sub: 'eager' }))).status);
  }
  expect(answers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 201));
  expect(answers.at(-1)).toBe(429);
});

describe('API Gateway answers 401 to', () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => string | null]>([
    ['no token', () => null],
    ['what is no token', () => 'not.a.token'],
    ['an API key', () => cloud.cloud.info.apiKey],
    ['a token without a signature', () => provider.token({}, { alg: 'none' })],
    ['one that calls its signature another', () => provider.token({}, { alg: 'HS256' })],
    ['one that somebody else has signed', () => provider.token({}, { key: stranger })],
    ['one of a key that the provider does not have', () => provider.token({}, { kid: 'other' })],
    ['one that was changed', () => changed(provider.token())],
    ['one for another audience', () => provider.token({ aud: 'another-page' })],
    ['one of another issuer', () => provider.token({ iss: 'https://issuer.example' })],
    ['one that has expired', () => provider.token({ exp: now() - 1 })],
    ['one that never expires', () => provider.token({ exp: undefined })],
    ['one that is not valid yet', () => provider.token({ nbf: now() + 60 })],
  ])('%s', async (_, token) => {
    const answer = await signIn(token());
    expect([answer.status, JSON.parse(answer.text)]).toEqual([401, { message: 'Unauthorized' }]);
  });

  /** As another person, with the first one's signature. */
  function changed(token: string): string {
    const [header = '', claims = '', signature = ''] = token.split('.');
    const text = Buffer.from(claims, 'base64url').toString().replace('person-1', 'person-2');
    return [header, Buffer.from(text).toString('base64url'), signature].join('.');
  }
});

test('a token of the code flow with PKCE signs in', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const redirect = 'http://127.0.0.1:9/';
  const asked = new URLSearchParams({
    ...{ response_type: 'code', client_id: CLIENT, redirect_uri: redirect, scope: 'openid' },
    ...{ state: 's', nonce: 'n', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const authorize = `${provider.issuer}/authorize?${asked.toString()}`;
  const sent = await fetch(authorize, { redirect: 'manual' });
  const code = new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const exchange = async (code_verifier: string) =>
    fetch(`${provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ code, code_verifier, redirect_uri: redirect }),
    });
  const { id_token: token } = z
    .object({ id_token: z.string() })
    .parse(await (await exchange(verifier)).json());
  expect((await exchange(verifier)).status).toBe(400);
  expect((await signIn(token)).status).toBe(201);
});
