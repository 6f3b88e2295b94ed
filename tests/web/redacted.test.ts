/** The redacted copy on the page: read and heard, what was found is confirmed, taken back or added to. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../client/api-client.ts';
import type { Script } from '../../chaos/script.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit, type VisitOptions } from './support/page-at.ts';

const TALK: Script = {
  title: 'jag heter Anna Lindqvist och har nummer 19900101-2389',
  windows: 2,
  paceSeconds: 0,
};

let cloud: TestCloud;
const owner = `redacting-${crypto.randomUUID().slice(0, 8)}`;
let client: ApiClient;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  client = new ApiClient({ ...cloud.cloud.info, apiKey: await keyOf(cloud, owner) });
});
afterAll(() => cloud.leave());

async function redacted(at: Partial<VisitOptions> = {}, script = TALK): Promise<Visit> {
  const redact = { style: 'tag' as const, audio: true };
  const options = { redact, words: true, force: true };
  const { jobId } = await client.submitFile(scriptFile(script), options);
  const isDone = async () => (await client.job(jobId)).status === 'completed';
  await until('the job is done', isDone);
  const visit = await pageAt(cloud, { owner, at: `#/jobs/${jobId}`, ...at });
  await visit.page.getByRole('link', { name: /Avidentifierad kopia|Redacted copy/ }).click();
  await visit.page.locator('.found .place').first().waitFor();
  await visit.page.locator('[data-n]').first().waitFor();
  return visit;
}

function textOf(page: Page) {
  return page.locator('.reading-text');
}

test('has no original in its text, and each find is a click from its sound', async () => {
  const { page } = await redacted();
  await expect.poll(() => textOf(page).textContent()).toMatch(/\[NAMN-\w{4}\]/);
  expect(await textOf(page).textContent()).not.toMatch(/Lindqvist|2389/);
  const found = page.locator('.found .place', { hasText: 'Lindqvist' }).first();
  expect(await found.textContent()).toMatch(/Namn.*Lindqvist → \[NAMN-\w{4}\]/);
  await found.click();
  await expect
    .poll(() => page.evaluate('document.querySelector("audio").currentSrc'))
    .toContain('redacted');
});

test('a find that is none is taken back, and a text that was missed is replaced', async () => {
  const { page } = await redacted();
  await page
    .getByRole('button', { name: /Byt inte ut .*2389/ })
    .first()
    .click();
  await expect.poll(() => textOf(page).textContent()).toContain('2389');
  await page.getByText('Ljudet gjordes före dina beslut').waitFor();
  await page.getByLabel('Något som står kvar').fill('rad');
  await page.getByRole('button', { name: 'Byt ut överallt' }).click();
  await expect.poll(() => textOf(page).textContent()).not.toMatch(/ rad /);
});

test('says how names were looked for, and which one the model found', async () => {
  const script = { ...TALK, title: 'Skruttan ringde Anna' };
  const { page } = await redacted({}, script);
  await page.getByText('och med modellen stand-in for tests').waitFor();
  const finds = page.locator('.found .place');
  expect(await finds.filter({ hasText: 'Skruttan' }).first().textContent()).toContain(
    'av modellen',
  );
  expect(await finds.filter({ hasText: 'Anna' }).first().textContent()).not.toContain(
    'av modellen',
  );
});

test('a copy that lacks the newest edits says so, and is made anew of them', async () => {
  const { page } = await redacted();
  const [, jobId = ''] = /jobs\/(job-\w+)/.exec(page.url()) ?? [];
  const edits = [{ op: 'insert', beside: '0.0', side: 'before', text: 'Bertil Karlsson svarar' }];
  const body = { base: 0, edits };
  await client.request('POST', `/jobs/${jobId}/edits`, body);
  await page.reload();
  await page.getByText('Kopian har inte de senaste rättelserna').waitFor();
  await page.getByRole('button', { name: 'Gör om kopian' }).click();
  await expect.poll(() => textOf(page).textContent()).toContain('svarar');
  expect(await textOf(page).textContent()).not.toMatch(/Bertil|Karlsson/);
  expect(await page.getByText('Kopian har inte de senaste rättelserna').count()).toBe(0);
});

test.each(['finns inte', 'ra'])('%j, which is no word of the text, is not added', async (text) => {
  const { page } = await redacted();
  await page.getByLabel('Något som står kvar').fill(text);
  await page.getByRole('button', { name: 'Byt ut överallt' }).click();
  await page.getByText('Det står inte så i texten. Skriv hela ord.').waitFor();
});

test.each(LOOKS)('has no barriers in $language, $theme', async (as) => {
  const visit = await redacted(as);
  await look(visit, 'redacted');
  expect(await barriers(visit)).toEqual([]);
});
