/** What came from sound, files and people is text: nothing of it runs, and nothing is marked up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { anAnalysis } from '../support/an-analysis.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { pageAt } from './support/page-at.ts';
import { recordingAt } from './support/recording.ts';
import { mend, saved } from './support/typing.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

/** Without spaces: each is one word. They would set `window.hacked`. */
const CORPUS = [
  '<script>hacked=1</script>',
  '<img/src=x/onerror=hacked=1>',
  '<svg/onload=hacked=1>',
  '"><iframe/srcdoc="<script>parent.hacked=1</script>">',
  "javascript:hacked=1//'",
  '<style>*{display:none}</style>',
  '{{hacked=1}}',
  '</textarea><script>hacked=1</script>',
  '&lt;script&gt;hacked=1&lt;/script&gt;',
  '<a/href=javascript:hacked=1>x</a>',
  '\u202Eexe.3pm',
];

const SAID = CORPUS.map((text, nth) => ({
  ...{ text, start: nth * 4, end: nth * 4 + 1, speaker: text },
  unsure: { 0: 0.1 },
}));

async function expectOnlyText(page: Page): Promise<void> {
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  const found = await page.locator('main').locator('script, iframe, style, img').count();
  expect(found).toBe(0);
  expect(await page.locator('main a[href^="javascript"]').count()).toBe(0);
}

test('names of files, words, speakers, searches and analyses show as they were written', async () => {
  const owner = `stranger-${crypto.randomUUID().slice(0, 8)}`;
  const claims = CORPUS.map((text) => ({
    ...{ text, status: 'supported' as const },
    support: [{ segment: 0, start: 0, end: 1, quote: text, match: 'exact' as const }],
  }));
  const jobId = await recordingAt(cloud, {
    ...{ owner, said: SAID, analyses: [anAnalysis({ claims })] },
    filename: '<img src=x onerror=hacked=1>.mp3',
  });
  const { page } = await pageAt(cloud, { owner, at: `#/jobs/${jobId}` });
  await saved(page);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<img src=x');
  for (const text of CORPUS) {
    expect(await page.locator('.block-text').allTextContents()).toContain(text);
  }
  await expectOnlyText(page);
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await page
      .getByRole('tabpanel')
      .getByText('<svg')
      .or(page.getByRole('search'))
      .or(page.getByText('Ingen har ändrat'))
      .first()
      .waitFor();
    await expectOnlyText(page);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+f');
  for (const text of CORPUS.slice(0, 4)) {
    await page.getByRole('searchbox').fill(text);
    await expect.poll(() => page.locator('.places mark').allTextContents()).toContain(text);
    await expectOnlyText(page);
  }
});

test('what is typed shows as it was typed, in the text, its history and its documents', async () => {
  const owner = `typist-${crypto.randomUUID().slice(0, 8)}`;
  const said = [{ text: 'Ett ord till.', start: 0, end: 3 }];
  const jobId = await recordingAt(cloud, { owner, said });
  const { page } = await pageAt(cloud, { owner, at: `#/jobs/${jobId}` });
  await saved(page);
  await mend(page, 'ord', '<img/src=x/onerror=hacked=1>');
  await saved(page);
  await page.getByLabel('Visa ändringar').check();
  expect(await page.locator('ins').textContent()).toContain('<img/src=x');
  await expectOnlyText(page);
  await page.goto(`${cloud.cloud.info.pageUrl}#/jobs/${jobId}/hand-on`);
  await page.locator('.formats li').first().waitFor();
  await expectOnlyText(page);
});
