/** Signing in by key, losing it in the middle of the work, and signing out. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newJobId } from '../../core/base/job-id.ts';
import { aJob } from '../support/a-job.ts';
import { ask } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit } from './support/page-at.ts';
import { revokeKeyOf } from './support/revoke-key.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  await hasRecording('anna', 'Annas samtal.mp3');
  await hasRecording('bo', 'Bos samtal.mp3');
});
afterAll(() => cloud.leave());

async function hasRecording(owner: string, filename: string): Promise<void> {
  const job = aJob({ jobId: newJobId(), owner, status: 'completed' });
  await cloud.jobs.create({ ...job, audio: { ...job.audio, filename } });
}

async function enter(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByLabel('API key').press('Enter');
}

const recording = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

describe('a key in the field', () => {
  test('shows the recordings, and is forgotten at a reload', async () => {
    const { page } = await pageAt(cloud, { key: null, language: 'en' });
    await enter(page, await keyOf(cloud, 'anna'));
    await recording(page, 'Annas samtal.mp3').waitFor();
    expect(await page.title()).toBe('Recordings · spotscribe');
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('stays over a reload if one wants that, but not for another tab', async () => {
    const visit = await pageAt(cloud, { key: null, language: 'en' });
    await visit.page.getByLabel('Remember the key').check();
    await enter(visit.page, await keyOf(cloud, 'anna'));
    await recording(visit.page, 'Annas samtal.mp3').waitFor();
    await visit.page.reload();
    await recording(visit.page, 'Annas samtal.mp3').waitFor();
    const other = await visit.context.newPage();
    await other.goto(visit.page.url());
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('is hidden until one asks to see it', async () => {
    const { page } = await pageAt(cloud, { key: null, language: 'en' });
    await page.getByLabel('API key').fill('ssk_secret');
    expect(await page.getByLabel('API key').getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show the key' }).click();
    expect(await page.getByLabel('API key').getAttribute('type')).toBe('text');
  });

  test.each([
    ['', 'Enter a key.'],
    ['ssk_of-nobody', 'The key is not valid.'],
  ])('that is "%s" is refused in words', async (key, words) => {
    const visit = await pageAt(cloud, { key: null, language: 'en' });
    visit.expects(/status of 401/);
    await enter(visit.page, key);
    expect(await visit.page.getByRole('alert').textContent()).toContain(words);
    expect(await visit.page.evaluate('document.activeElement.name')).toBe('key');
  });

  test('works by keyboard alone', async () => {
    const { page } = await pageAt(cloud, { key: null, language: 'en' });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await pressUntil(page, 'API key');
    await page.keyboard.type(await keyOf(cloud, 'anna'));
    await pressUntil(page, 'Remember the key while this tab is open');
    await page.keyboard.press('Space');
    await pressUntil(page, 'Sign in');
    await page.keyboard.press('Enter');
    await recording(page, 'Annas samtal.mp3').waitFor();
    await pressUntil(page, 'Sign out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('a link with a key', () => {
  test('signs in, and leaves the key in no address and no history', async () => {
    const key = await keyOf(cloud, 'anna');
    const { page } = await pageAt(cloud, { key: null, at: `#/key=${key}` });
    await recording(page, 'Annas samtal.mp3').waitFor();
    expect(page.url()).not.toContain(key);
    await page.getByRole('link', { name: 'Ny inspelning' }).first().click();
    await page.goBack();
    await recording(page, 'Annas samtal.mp3').waitFor();
    expect(page.url()).not.toContain(key);
  });

  test('takes the place of the person who is signed in', async () => {
    const { page } = await pageAt(cloud, { owner: 'anna' });
    await recording(page, 'Annas samtal.mp3').waitFor();
    await page.evaluate(`location.hash = '#/key=${await keyOf(cloud, 'bo')}'`);
    await recording(page, 'Bos samtal.mp3').waitFor();
    expect(await recording(page, 'Annas samtal.mp3').count()).toBe(0);
  });

  test.each(['ssk_of-nobody', 'ssk_%'])('that is wrong asks for a right one: %j', async (key) => {
    const visit = await pageAt(cloud, { key: null, at: `#/key=${key}`, language: 'en' });
    visit.expects(/status of 401/);
    expect(await visit.page.getByRole('alert').textContent()).toContain('not valid');
    expect(visit.page.url()).not.toContain('ssk_');
  });
});

describe('a key that ends in the middle of the work', () => {
  async function refused(): Promise<Visit> {
    const visit = await pageAt(cloud, { owner: 'anna', language: 'en' });
    visit.expects(/status of 401/);
    await recording(visit.page, 'Annas samtal.mp3').waitFor();
    await revokeKeyOf(visit, cloud);
    await visit.page.getByRole('searchbox').fill('samtal');
    await visit.page.getByRole('dialog', { name: 'no longer valid' }).waitFor();
    return visit;
  }

  test('is asked for anew, and the page goes on where it was', async () => {
    const { page } = await refused();
    await enter(page, await keyOf(cloud, 'anna'));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await recording(page, 'Annas samtal.mp3').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('samtal');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
  });

  test('of another owner shows nothing of the first', async () => {
    const { page } = await refused();
    await enter(page, await keyOf(cloud, 'bo'));
    await recording(page, 'Bos samtal.mp3').waitFor();
    expect(await page.locator('body').textContent()).not.toContain('Annas');
  });

  test('sends nothing that waited with the key of another owner, also if neither has a recording', async () => {
    const visit = await pageAt(cloud, { at: '#/send', language: 'en' });
    const { page } = visit;
    visit.expects(/status of 401/);
    await page.getByLabel('address of an audio file').fill('https://example.invalid/secret.mp3');
    await page.getByRole('button', { name: 'Add' }).click();
    const send = page.getByRole('button', { name: /^Send \d/ });
    await send.waitFor();
    await revokeKeyOf(visit, cloud);
    await send.click();
    await page.getByRole('dialog', { name: 'no longer valid' }).waitFor();
    const key = await keyOf(cloud, `other-${visit.owner}`);
    await enter(page, key);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('secret.mp3').waitFor({ state: 'detached' });
    const { text } = await ask(cloud, { method: 'GET', path: '/jobs', key });
    expect(JSON.parse(text)).toMatchObject({ jobs: [], owner: `other-${visit.owner}` });
  });

  test('can be left for the sign-in', async () => {
    const { page } = await refused();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.locator('body').textContent()).not.toContain('Annas');
  });
});

test('after signing out, the next person sees nothing of the first, not even by going back', async () => {
  const { page } = await pageAt(cloud, { owner: 'anna', language: 'en' });
  await recording(page, 'Annas samtal.mp3').waitFor();
  await page.getByRole('link', { name: 'New recording' }).first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goBack();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.locator('body').textContent()).not.toContain('Annas');
  await enter(page, await keyOf(cloud, 'bo'));
  await recording(page, 'Bos samtal.mp3').waitFor();
  await page.goForward();
  expect(await page.locator('body').textContent()).not.toContain('Annas');
  expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain(
    'Anna',
  );
});

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('the refusal of a key, and the question for another, have no barriers', async () => {
    const visit = await pageAt(cloud, { ...as, owner: 'anna' });
    visit.expects(/status of 401/);
    const { page } = visit;
    await recording(page, 'Annas samtal.mp3').waitFor();
    await revokeKeyOf(visit, cloud);
    await page.getByRole('searchbox').fill('samtal');
    await page.getByRole('dialog').waitFor();
    await look(visit, 'another-key');
    expect(await barriers(visit)).toEqual([]);
    await page.getByRole('dialog').locator('[type=submit]').click();
    await page.getByRole('alert').waitFor();
    await look(visit, 'key-refused');
    expect(await barriers(visit)).toEqual([]);
  });
});

/** By Tab to what has the name; a page has fewer stops than this. */
async function pressUntil(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if (await focused.and(page.getByLabel(name)).count()) return;
    if (await focused.and(page.getByRole('button', { name, exact: true })).count()) return;
  }
  throw new Error(`Tab does not come to "${name}"`);
}
