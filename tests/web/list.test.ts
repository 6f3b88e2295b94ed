/** The list of recordings: what it shows, how one finds, and what goes away with a deletion. */
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../../client/api-client.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { aJob } from '../support/a-job.ts';
import { ask } from '../support/ask.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';
import { aResult } from '../support/task-result.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt } from './support/page-at.ts';

const LONG_NAME = `${'inspelning-utan-mellanslag-'.repeat(7)}.mp3`;
const HOSTILE_NAME = '<img src=x onerror=alert(1)>"\'&{{7*7}}.mp3';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

interface Recording extends Partial<Job> {
  filename: string;
}

/** Stores jobs of a new owner, the first one newest. */
async function ownerOf(recordings: readonly Recording[]): Promise<string> {
  const owner = `lister-${randomUUID().slice(0, 8)}`;
  const newest = Date.now();
  for (const [index, { filename, ...given }] of recordings.entries()) {
    const createdAt = new Date(newest - index * 1000).toISOString();
    const job = aJob({ owner, jobId: newJobId(), status: 'completed', createdAt, ...given });
    await cloud.jobs.create({ ...job, audio: audioOf(job.jobId, filename) });
  }
  return owner;
}

function audioOf(jobId: string, filename: string): Job['audio'] {
  const place = { bucket: cloud.cloud.info.audioBucket, key: `uploads/${jobId}/audio` };
  return { source: 'upload', ...place, filename, bytes: 9 };
}

const result = aResult({ durationSeconds: 4800 });
const VARIED: readonly Recording[] = [
  { filename: 'Styrelsemöte.m4a', status: 'processing' },
  { filename: 'Intervju med Åsa.wav', metadata: { case: '2026-114' }, result },
  { filename: LONG_NAME, status: 'queued' },
  { filename: HOSTILE_NAME, status: 'failed', language: 'auto' },
  { filename: 'Podd 12 – om tystnad.mp3', status: 'cancelled', language: 'en' },
];

const rows = (page: Page) => page.getByRole('main').getByRole('listitem');
const row = (page: Page, name: string) => rows(page).filter({ hasText: name });
const names = (page: Page) => rows(page).getByRole('link').allTextContents();

/** The page answers when its request is answered. */
const settled = <T>(read: () => Promise<T>) => expect.poll(read);

async function fromMenu(of: Locator, item: string): Promise<void> {
  await of.getByRole('button', { name: 'More about' }).click();
  await of.getByRole('menuitem', { name: item }).click();
}

test('the first visit invites to send a recording', async () => {
  const { page } = await pageAt(cloud, { language: 'en' });
  await page.getByRole('heading', { name: 'Your recordings will be here' }).waitFor();
  await page.getByRole('link', { name: 'Send a recording' }).click();
  await page.waitForURL(/#\/send$/);
});

test('a recording shows its name as it is, its state in words, length, language and cost', async () => {
  const { page } = await pageAt(cloud, { owner: await ownerOf(VARIED), language: 'en' });
  await rows(page).first().waitFor();
  expect(await names(page)).toEqual(VARIED.map(({ filename }) => filename));
  const interview = row(page, 'Intervju');
  for (const words of ['Done', '1 hr 20 mins', 'Swedish', 'today', '$']) {
    expect(await interview.textContent()).toContain(words);
  }
  expect(await row(page, 'Styrelse').getByRole('progressbar').count()).toBe(1);
  expect(await row(page, 'onerror').textContent()).toContain('Failed');
  expect(await row(page, 'onerror').textContent()).toContain('Language is detected');
});

describe('finding', () => {
  test('by a part of the name or of the notes, in any case', async () => {
    const { page } = await pageAt(cloud, { owner: await ownerOf(VARIED), language: 'en' });
    const search = page.getByRole('searchbox');
    await search.fill('STYRELSE');
    await settled(() => names(page)).toEqual(['Styrelsemöte.m4a']);
    await search.fill('2026-114');
    await settled(() => names(page)).toEqual(['Intervju med Åsa.wav']);
    await search.fill('no such words');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('button', { name: 'Show all recordings' }).click();
    await settled(() => rows(page).count()).toBe(VARIED.length);
    expect(await search.inputValue()).toBe('');
  });

  test('by state and by day', async () => {
    const old = { filename: 'Gammal.mp3', createdAt: '2026-02-03T22:30:00.000Z' };
    const owner = await ownerOf([...VARIED, old]);
    const { page } = await pageAt(cloud, { owner, language: 'en' });
    await page.getByLabel('State').selectOption('Failed');
    await settled(() => names(page)).toEqual([HOSTILE_NAME]);
    await page.getByRole('button', { name: 'Clear' }).click();
    // In Stockholm, where the browser is, it is still the same day.
    await page.getByLabel('From', { exact: true }).fill('2026-02-03');
    await page.getByLabel('To', { exact: true }).fill('2026-02-03');
    await settled(() => names(page)).toEqual(['Gammal.mp3']);
    await page.getByLabel('To', { exact: true }).fill('2026-02-02');
    await settled(() => names(page)).toEqual(['Gammal.mp3']);
  });

  test('more than a page: each once, and the focus goes on with the first that came', async () => {
    const many = Array.from({ length: 23 }, (_, index) => ({ filename: `Band ${index}.mp3` }));
    const { page } = await pageAt(cloud, { owner: await ownerOf(many), language: 'en' });
    await page.getByRole('button', { name: 'Show more' }).click();
    await settled(() => names(page)).toEqual(many.map(({ filename }) => filename));
    await settled(() => page.locator(':focus').textContent()).toBe('Band 20.mp3');
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  });
});

describe('a recording that runs', () => {
  test('is done without a reload; its receipt and the month have what the API says', async () => {
    const owner = `runner-${randomUUID().slice(0, 8)}`;
    const key = await keyOf(cloud, owner);
    const client = new ApiClient({ apiUrl: cloud.cloud.info.apiUrl, apiKey: key });
    const { jobId } = await client.submitFile(scriptFile(SHORT));
    const { page } = await pageAt(cloud, { owner, key, language: 'en' });
    await rows(page).first().waitFor();
    const { receipt } = await until('the job is done', () => done(client, jobId), 90_000);
    await rows(page).getByText('Done', { exact: true }).waitFor();
    await fromMenu(rows(page), 'Receipt');
    const dialog = page.getByRole('dialog', { name: 'Receipt' });
    expect(await dialog.getByRole('row').count()).toBe((receipt?.lines.length ?? 0) + 2);
    expect(await dialog.textContent()).toContain('Machine');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByRole('region', { name: 'Cost' }).textContent()).toContain('1 recording');
  });
});

async function done(client: ApiClient, jobId: string): Promise<JobView | false> {
  const job = await client.job(jobId);
  return job.status === 'completed' && job;
}

describe('a deletion', () => {
  test('asks, removes, and hands over its receipt', async () => {
    const visit = await pageAt(cloud, { owner: await ownerOf(VARIED), language: 'en' });
    const { page, key } = visit;
    await rows(page).first().waitFor();
    const [, interview] = await jobIds(key);
    await fromMenu(row(page, 'Intervju'), 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Deleted' });
    await dialog.waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download the receipt' }).click(),
    ]);
    const saved: unknown = JSON.parse(readFileSync(await download.path(), 'utf8'));
    const again = await ask(cloud, { method: 'DELETE', path: `/jobs/${interview}`, key });
    expect(saved).toEqual(JSON.parse(again.text));
    await dialog.getByRole('button', { name: 'Done' }).click();
    await settled(() => row(page, 'Intervju').count()).toBe(0);
    await settled(() => page.evaluate('document.activeElement.tagName')).toBe('H1');
  });

  test('can be called off', async () => {
    const { page, key } = await pageAt(cloud, { owner: await ownerOf(VARIED), language: 'en' });
    await fromMenu(row(page, 'Intervju'), 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await jobIds(key)).toHaveLength(VARIED.length);
    expect(await page.locator(':focus').getAttribute('aria-haspopup')).toBe('menu');
  });

  test('works by keyboard alone', async () => {
    const { page, key } = await pageAt(cloud, { owner: await ownerOf(VARIED), language: 'en' });
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    expect(await page.locator(':focus').getAttribute('type')).toBe('search');
    await page.keyboard.type('intervju');
    await settled(() => names(page)).toEqual(['Intervju med Åsa.wav']);
    await tabTo(page, 'More about Intervju med Åsa.wav');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'Delete');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Deleted' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    expect(await jobIds(key)).toHaveLength(VARIED.length - 1);
  });
});

test('? lists the keys, and single ones can be switched off', async () => {
  const { page } = await pageAt(cloud, { owner: await ownerOf(VARIED), language: 'en' });
  await rows(page).first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.getByLabel('Use keys that are a single character').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.press('?');
  expect(page.url()).toMatch(/#\/$|\/$/);
  expect(await page.getByRole('dialog').count()).toBe(0);
});

describe.each(LOOKS)('in $language, $theme', (as) => {
  test.each([false, true])(
    'the list and its dialogs have no barriers (phone: %s)',
    async (isPhone) => {
      const owner = await ownerOf(VARIED);
      const visit = await pageAt(cloud, { ...as, owner, isPhone });
      const { page } = visit;
      await page.locator('.month-costs p').first().waitFor();
      await look(visit, 'list');
      expect(await barriers(visit)).toEqual([]);
      const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(width)).toBe(0);
      await row(page, 'Intervju').locator('.recording-cost button').click();
      await page.getByRole('dialog').waitFor();
      await look(visit, 'receipt');
      expect(await barriers(visit)).toEqual([]);
      await page.keyboard.press('Escape');
      await row(page, 'Intervju').locator('[aria-haspopup]').click();
      await row(page, 'Intervju').getByRole('menuitem').last().click();
      await page.getByRole('dialog').locator('.danger').click();
      await page.locator('.facts').first().waitFor();
      await look(visit, 'deletion-receipt');
      expect(await barriers(visit)).toEqual([]);
    },
  );
});

/** As the API lists them. */
async function jobIds(key: string): Promise<string[]> {
  const { text } = await ask(cloud, { method: 'GET', path: '/jobs', key });
  return (JSON.parse(text) as { jobs: { jobId: string }[] }).jobs.map(({ jobId }) => jobId);
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus').and(page.getByRole('button', { name, exact: true }));
    if (await focused.count()) return;
  }
  throw new Error(`Tab does not come to "${name}"`);
}
