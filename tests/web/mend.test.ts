/** A transcript is mended: every document follows, nothing is lost, and it can be undone. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { ask } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit, type VisitOptions } from './support/page-at.ts';
import { recordingAt, TALK } from './support/recording.ts';
import { revokeKeyOf } from './support/revoke-key.ts';
import { edit, mend, saved, shownText, word } from './support/typing.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

interface Mending extends Visit {
  jobId: string;
}

async function mending(options: VisitOptions = {}): Promise<Mending> {
  const owner = `editor-${crypto.randomUUID().slice(0, 8)}`;
  const jobId = await recordingAt(cloud, { owner, said: TALK });
  return { ...(await visiting(jobId, owner, options)), jobId };
}

/** The same recording in another tab, or of another person of the same owner. */
async function visiting(jobId: string, owner: string, options: VisitOptions = {}): Promise<Visit> {
  const visit = await pageAt(cloud, { owner, at: `#/jobs/${jobId}`, ...options });
  await saved(visit.page);
  return visit;
}

async function documentOf({ jobId, owner }: Mending, query: string): Promise<string> {
  const key = await keyOf(cloud, owner);
  const path = `/jobs/${jobId}/transcript?${query}`;
  const { status, text } = await ask(cloud, { method: 'GET', path, key });
  expect({ status, text }).toMatchObject({ status: 200 });
  return text;
}

async function versions({ jobId, owner }: Mending): Promise<unknown[]> {
  const key = await keyOf(cloud, owner);
  const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/edits?after=0`, key });
  return (JSON.parse(text) as { versions: unknown[] }).versions;
}

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('the editor and the changes have no barriers', async () => {
    const visit = await mending(as);
    const field = await edit(visit.page, 'Taket');
    await look(visit, 'edit');
    expect(await barriers(visit)).toEqual([]);
    await field.fill('Taken måste lagas före vintern.');
    await visit.page.keyboard.press('Escape');
    await saved(visit.page);
    await visit.page.getByLabel(/Visa ändringar|Show changes/).check();
    await visit.page.getByRole('tab', { name: /Ändringar|Changes/ }).click();
    await look(visit, 'changes');
    expect(await barriers(visit)).toEqual([]);
  });
});

test('a mended word is in every document, and the machine’s text stays', async () => {
  const visit = await mending();
  await mend(visit.page, 'nie.', 'nio.');
  await saved(visit.page);
  await expect.poll(() => versions(visit)).toHaveLength(1);
  for (const format of ['txt', 'srt', 'vtt', 'json']) {
    expect(await documentOf(visit, `format=${format}&version=edited`)).toContain('klockan nio.');
    expect(await documentOf(visit, `format=${format}&version=machine`)).toContain('klockan nie.');
  }
});

test('the mended SRT is downloaded under the name of the recording', async () => {
  const visit = await mending();
  const { page } = visit;
  await mend(page, 'nie.', 'nio.');
  await saved(page);
  await page.getByRole('link', { name: 'Ladda ner och dela' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Ladda ner SRT' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('Möte 4.srt');
  expect(await readFile(await download.path(), 'utf8')).toContain('klockan nio.');
});

describe('by keyboard alone', () => {
  test('a paragraph is opened, mended, split, joined and left', async () => {
    const visit = await mending();
    const { page } = visit;
    const blocks = page.locator('.block-text');
    await blocks.first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toContain('Taket');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Hela ');
    await page.keyboard.press('Enter');
    await expect.poll(() => shownText(page)).not.toContain('Taket');
    await page.keyboard.press('Escape');
    expect(await blocks.allTextContents()).toEqual([
      ...['Mötet börjar klockan nie. Vi talar om skolan i dag.', 'Hela'],
      ...['Taket måste lagas före vintern.', 'Det kostar det kostar det kostar mycket.'],
      'Då beslutar vi om skolan.',
    ]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    expect((await blocks.allTextContents())[1]).toBe('Hela Taket måste lagas före vintern.');
    await saved(page);
    await page.reload();
    await saved(page);
    expect((await blocks.allTextContents())[1]).toBe('Hela Taket måste lagas före vintern.');
  });

  test('what was done is undone and done again', async () => {
    const visit = await mending();
    const { page } = visit;
    await mend(page, 'nie.', 'nio.');
    await mend(page, 'Taket', 'Golvet');
    await page.keyboard.press('Control+z');
    await expect.poll(() => shownText(page)).toContain('Taket');
    await page.keyboard.press('Control+z');
    await expect.poll(() => shownText(page)).toContain('nie.');
    await page.keyboard.press('Control+Shift+Z');
    await expect.poll(() => shownText(page)).toContain('nio.');
    await saved(page);
    expect(await documentOf(visit, 'format=txt&version=edited')).toContain('klockan nio.');
    expect(await documentOf(visit, 'format=txt&version=edited')).toContain('Taket');
  });
});

test('a speaker who is named once has the name everywhere', async () => {
  const visit = await mending();
  const { page } = visit;
  await page.getByRole('button', { name: 'Talare L' }).first().click();
  await page.getByRole('menuitem', { name: 'Ge talaren ett namn' }).click();
  await page.getByRole('textbox', { name: 'Namn' }).fill('Eva Björk');
  await page.getByRole('button', { name: 'Spara namnet' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Eva Björk' }).count()).toBe(2);
  await saved(page);
  const text = await documentOf(visit, 'format=txt&version=edited');
  expect(text.match(/Eva Björk/g)?.length).toBeGreaterThan(1);
  expect(await documentOf(visit, 'format=srt&version=edited&speakers=true')).toContain('Eva Björk');
});

test('a paragraph is given to another speaker', async () => {
  const visit = await mending();
  const { page } = visit;
  await page.getByRole('button', { name: 'Talare R' }).first().click();
  await page.getByRole('menuitem', { name: 'Stycket sägs av Talare L' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Talare R' }).count()).toBe(1);
  await expect.poll(() => versions(visit)).toHaveLength(1);
});

describe('two tabs', () => {
  test('that change different words both keep theirs', async () => {
    const one = await mending();
    const two = await visiting(one.jobId, one.owner);
    two.expects(/status of 409/);
    await mend(one.page, 'nie.', 'nio.');
    await expect.poll(() => versions(one)).toHaveLength(1);
    await mend(two.page, 'Taket', 'Golvet');
    await expect.poll(() => versions(one)).toHaveLength(2);
    const text = await documentOf(one, 'format=txt&version=edited');
    expect(text).toContain('klockan nio.');
    expect(text).toContain('Golvet måste');
    await expect.poll(() => shownText(two.page)).toContain('klockan nio.');
  });

  test('that change the same word: the first is kept, the second is told with its text', async () => {
    const one = await mending();
    const two = await visiting(one.jobId, one.owner);
    two.expects(/status of 409/);
    await mend(one.page, 'nie.', 'nio.');
    await expect.poll(() => versions(one)).toHaveLength(1);
    await mend(two.page, 'nie.', 'tio.');
    await two.page.getByText('Det här kunde inte sparas').waitFor();
    expect(await two.page.getByRole('alert').textContent()).toContain('tio.');
    await expect.poll(() => shownText(two.page)).toContain('klockan nio.');
    await look(two, 'lost-edit');
    expect(await barriers(two)).toEqual([]);
  });
});

test('without a connection edits wait, are warned of, and are stored when it is back', async () => {
  const visit = await mending();
  const { page, context } = visit;
  visit.expects(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await mend(page, 'nie.', 'nio.');
  await page.getByText('Inte sparat: ingen anslutning').waitFor();
  await mend(page, 'Taket', 'Golvet');
  await look(visit, 'offline');
  expect(await versions(visit)).toHaveLength(0);
  expect(await isWarnedOf(page)).toBe(true);
  await context.setOffline(false);
  await saved(page);
  expect(await isWarnedOf(page)).toBe(false);
  await expect.poll(() => versions(visit)).toHaveLength(2);
});

/** Whether leaving the page asks first. */
function isWarnedOf(page: Page): Promise<boolean> {
  return page.evaluate(`{
    const leaving = new Event('beforeunload', { cancelable: true });
    dispatchEvent(leaving);
    leaving.defaultPrevented;
  }`);
}

test('what waits for a key is forgotten at the sign-out, and never sent by the next person', async () => {
  const visit = await mending();
  visit.expects(/status of 401/);
  const { page } = visit;
  await revokeKeyOf(visit, cloud);
  await mend(page, 'nie.', 'nio.');
  await page.getByRole('dialog').getByRole('button', { name: 'Logga ut' }).click();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.getByLabel('API-nyckel').fill(await keyOf(cloud, 'next'));
  await page.getByLabel('API-nyckel').press('Enter');
  await page.getByRole('button', { name: 'Logga ut' }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(asked.filter((one) => one.includes('/edits'))).toEqual([]);
});

test('an older version is looked at, and the newest one is a click away', async () => {
  const { page } = await mending();
  await mend(page, 'nie.', 'nio.');
  await mend(page, 'Taket', 'Golvet');
  await saved(page);
  await page.getByRole('tab', { name: 'Ändringar' }).click();
  await page.getByRole('button', { name: /Maskinens text/ }).click();
  await expect.poll(() => shownText(page)).toContain('nie.');
  expect(await word(page, 'Taket').count()).toBe(1);
  await page.getByRole('button', { name: 'Till den senaste' }).click();
  await expect.poll(() => shownText(page)).toContain('Golvet');
});

test('changes are shown as words struck out and words added', async () => {
  const { page } = await mending();
  await mend(page, 'nie.', 'nio.');
  await page.getByLabel('Visa ändringar').check();
  expect(await page.locator('del').allTextContents()).toEqual(['borttaget: nie.']);
  expect(await page.locator('ins').allTextContents()).toEqual(['tillagt: nio.']);
});

test('a search replaces all of its hits, in every document', async () => {
  const visit = await mending();
  const { page } = visit;
  await page.keyboard.press('/');
  await page.keyboard.type('skolan');
  await page.getByLabel('Ersätt med').fill('förskolan');
  await page.getByRole('button', { name: 'Ersätt alla' }).click();
  await page.getByText('2 ställen är ersatta').waitFor();
  await expect.poll(() => versions(visit)).toHaveLength(1);
  const text = await documentOf(visit, 'format=txt&version=edited');
  expect(text).toContain('om förskolan i dag');
  expect(text).toContain('om förskolan.');
});
