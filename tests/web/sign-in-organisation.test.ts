/** Signing in at an OpenID Connect provider and coming back, as a browser does it under the page's policy. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newJobId } from '../../core/base/job-id.ts';
import { aJob } from '../support/a-job.ts';
import { IdentityProvider } from '../support/identity-provider.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type VisitOptions } from './support/page-at.ts';

const CLIENT = 'the-page';

let provider: IdentityProvider;
let cloud: TestCloud;
beforeAll(async () => {
  provider = await IdentityProvider.start(CLIENT);
  const { issuer: OidcIssuer } = provider;
  cloud = await TestCloud.start({ parameters: { OidcIssuer, OidcAudience: CLIENT } });
  for (const [owner, filename] of [
    ['anna', 'Annas samtal.mp3'],
    ['bo', 'Bos samtal.mp3'],
  ] as const) {
    const job = aJob({ jobId: newJobId(), owner, status: 'completed' });
    await cloud.jobs.create({ ...job, audio: { ...job.audio, filename } });
  }
});
afterAll(async () => {
  await cloud.stop();
  await provider.stop();
});

const visitor = (options: VisitOptions = {}) =>
  pageAt(cloud, { key: null, language: 'en', origins: [provider.issuer], ...options });

const organisation = (page: Page) => page.locator('button.organisation');
const recording = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

test.each(LOOKS)('the choice of how to sign in has no barriers: $theme, $language', async (as) => {
  const visit = await visitor(as);
  await organisation(visit.page).waitFor();
  await look(visit, 'sign-in-with-organisation');
  expect(await barriers(visit)).toEqual([]);
});

test('a person comes back signed in, to the own recordings alone, and stays so over a reload', async () => {
  provider.person = { sub: 'anna', name: 'Anna' };
  const { page } = await visitor();
  await organisation(page).click();
  await recording(page, 'Annas samtal.mp3').waitFor();
  expect(await recording(page, 'Bos samtal.mp3').count()).toBe(0);
  // Neither code nor state is left in the address.
  expect(page.url()).toBe(cloud.cloud.info.pageUrl);
  await page.reload();
  await recording(page, 'Annas samtal.mp3').waitFor();
});

test('the next person in the same browser sees nothing of the first', async () => {
  provider.person = { sub: 'anna', name: 'Anna' };
  const { page } = await visitor();
  await organisation(page).click();
  await recording(page, 'Annas samtal.mp3').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  provider.person = { sub: 'bo', name: 'Bo' };
  await organisation(page).click();
  await recording(page, 'Bos samtal.mp3').waitFor();
  expect(await recording(page, 'Annas samtal.mp3').count()).toBe(0);
});

test('an answer that this browser has not asked for signs nobody in', async () => {
  const { page } = await visitor();
  await organisation(page).waitFor();
  await page.goto(`${cloud.cloud.info.pageUrl}?code=stolen&state=of-another`);
  await organisation(page).waitFor();
  expect(await page.evaluate('sessionStorage.getItem("spotscribe.key")')).toBeNull();
});

test('a person comes back to where they were, under their name', async () => {
  provider.person = { sub: 'person-1', name: 'Åsa Öberg' };
  const { page } = await visitor({ at: '#/send' });
  await organisation(page).click();
  const signOut = page.getByRole('button', { name: 'Sign out' });
  expect(await signOut.getAttribute('title')).toContain('Åsa Öberg');
  expect(page.url()).toBe(`${cloud.cloud.info.pageUrl}#/send`);
});

test.each([
  ['another audience', { aud: 'another-page' }],
  ['another issuer', { iss: 'https://issuer.example' }],
  ['the past', { exp: 1_700_000_000 }],
])('a token for %s is refused in words', async (_, claims) => {
  provider.person = { sub: 'person-1', ...claims };
  const { page } = await visitor();
  await organisation(page).click();
  expect(await page.getByRole('alert').textContent()).toContain('did not work');
  expect(page.url()).not.toContain('code=');
});
