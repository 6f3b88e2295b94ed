/** Signing in at an OpenID Connect provider, and coming back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IdentityProvider } from '../support/identity-provider.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { pageAt, type Visit } from './support/page-at.ts';

const CLIENT = 'the-page';
const HONEST = { sub: 'person-1', name: 'Åsa Öberg' };

let provider: IdentityProvider;
let cloud: TestCloud;
beforeAll(async () => {
  provider = await IdentityProvider.start(CLIENT);
  const { issuer: OidcIssuer } = provider;
  cloud = await TestCloud.start({ parameters: { OidcIssuer, OidcAudience: CLIENT } });
});
afterAll(async () => {
  await cloud.stop();
  await provider.stop();
});

const visitor = (at = ''): Promise<Visit> =>
  pageAt(cloud, { key: null, language: 'en', at, origins: [provider.issuer] });

test('a person comes back signed in, to where they were, with no code in the address', async () => {
  provider.person = HONEST;
  const visit = await visitor('#/send');
  const { page } = visit;
  const button = page.getByRole('button', { name: 'Sign in with your organisation' });
  await button.waitFor();
  await look(visit, 'sign-in-organisation');
  expect(await barriers(visit)).toEqual([]);
  await button.click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  expect(page.url()).toBe(`${cloud.cloud.info.pageUrl}#/send`);
  await page.reload();
  const signOut = page.getByRole('button', { name: 'Sign out' });
  expect(await signOut.getAttribute('title')).toContain('Åsa Öberg');
  await signOut.click();
  await button.waitFor();
});

test('an answer that the page has not asked for signs nobody in', async () => {
  const { page } = await visitor('?code=stolen&state=guessed');
  await page.getByRole('button', { name: 'Sign in with your organisation' }).waitFor();
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
});

test.each([
  ['another audience', { aud: 'another-page' }],
  ['another issuer', { iss: 'https://issuer.example' }],
  ['the past', { exp: 1_700_000_000 }],
])('a token for %s is refused in words', async (_, claims) => {
  provider.person = { ...HONEST, ...claims };
  const { page } = await visitor();
  await page.getByRole('button', { name: 'Sign in with your organisation' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('did not work');
  expect(page.url()).not.toContain('code=');
});
