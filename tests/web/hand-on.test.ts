/** A transcript is handed on: as documents, as subtitles that are checked, and as a link. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit, type VisitOptions } from './support/page-at.ts';
import { recordingAt, TALK } from './support/recording.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

/** The last of them is said too fast to be read. */
const SAID = [
  ...TALK,
  {
    ...{ start: 18.5, end: 19.5, speaker: 'R' },
    text: 'Kommunfullmäktige sammanträder tisdagen därefter i medborgarhuset.',
  },
];

async function handingOn(options: VisitOptions = {}): Promise<Visit> {
  const owner = `publisher-${crypto.randomUUID().slice(0, 8)}`;
  const jobId = await recordingAt(cloud, { owner, said: SAID });
  const visit = await pageAt(cloud, { owner, at: `#/jobs/${jobId}/hand-on`, ...options });
  await visit.page.locator('.cues li').first().waitFor();
  return visit;
}

async function downloaded(page: Page, name: string): Promise<{ name: string; content: Buffer }> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: `Ladda ner ${name}` }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('documents, links and subtitles have no barriers', async () => {
    const visit = await handingOn(as);
    await visit.page.getByRole('button', { name: /Skapa en länk|Make a link/ }).click();
    await visit.page.locator('.known-links li').waitFor();
    await look(visit, 'hand-on');
    expect(await barriers(visit)).toEqual([]);
  });
});

test('on a phone nothing is cut off', async () => {
  const visit = await handingOn({ isPhone: true });
  await look(visit, 'hand-on');
  expect(await barriers(visit)).toEqual([]);
  expect(await visit.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
    390,
  );
});

describe('documents', () => {
  test('are of the name of the recording, each in its format', async () => {
    const { page } = await handingOn();
    const word = await downloaded(page, 'Word');
    expect(word.name).toBe('Möte 4.docx');
    expect(word.content.subarray(0, 2).toString()).toBe('PK');
    const subtitles = await downloaded(page, 'VTT');
    expect(subtitles.content.toString()).toMatch(/^WEBVTT/);
    expect(JSON.parse((await downloaded(page, 'JSON')).content.toString())).toHaveProperty(
      'segments',
    );
  });

  test('have times and speakers as one chooses', async () => {
    const { page } = await handingOn();
    expect((await downloaded(page, 'Text')).content.toString()).toContain('L: ');
    await page.getByLabel('Med talare').uncheck();
    const plain = (await downloaded(page, 'Text')).content.toString();
    expect(plain).not.toContain('L: ');
    expect(plain).not.toMatch(/0:0\d/);
    await page.getByLabel('Med tider').check();
    expect((await downloaded(page, 'Text')).content.toString()).toMatch(/0:0\d/);
  });
});

test('subtitles that are too fast to read are named, and a click plays them', async () => {
  const { page } = await handingOn();
  const worst = page.locator('.cues li').first();
  expect(await worst.textContent()).toContain('för snabb att läsa');
  const sound = page.waitForResponse((answer) => answer.url().endsWith('/audio'));
  await worst.getByRole('button').click();
  expect((await sound).status()).toBe(200);
  await page
    .getByRole('button', { name: /för snabb att läsa/ })
    .first()
    .click();
  expect(await page.locator('.cues li').count()).toBeGreaterThan(0);
});

test('a link is made, shown once, listed, and ended', async () => {
  const { page } = await handingOn();
  await page.getByText('Ingen länk gäller nu.').waitFor();
  await page.getByLabel('Med ljudet').check();
  await page.getByLabel('Gäller i').selectOption('30');
  await page.getByRole('button', { name: 'Skapa en länk' }).click();
  const address = page.locator('.new-link');
  await address.waitFor();
  expect(await address.getAttribute('href')).toContain('#/shared/');
  expect(await page.locator('.known-links li').textContent()).toContain('text och ljud');
  await page.getByRole('button', { name: 'Avsluta' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Avsluta' }).click();
  await page.getByText('Ingen länk gäller nu.').waitFor();
});
