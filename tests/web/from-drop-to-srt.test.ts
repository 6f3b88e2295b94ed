/** A newcomer's whole way on the page, with the real engine: a recording is dropped and becomes a mended SRT. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { dropFiles } from './support/drop-files.ts';
import { look } from './support/look.ts';
import { pageAt } from './support/page-at.ts';
import { mend, saved } from './support/typing.ts';

const NEWS = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'news.wav');
/** For a busy computer: the engine loads its model and transcribes 14 s. */
const TRANSCRIBED_MS = 120_000;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.stop());

test('a dropped recording is transcribed, mended and downloaded as SRT, at the times of the engine', async () => {
  const visit = await pageAt(cloud, { at: '#/send' });
  const { page } = visit;
  await page.getByText('Släpp ljud').waitFor();
  await dropFiles(page, [NEWS]);
  await page.getByRole('button', { name: /^Skicka \d/ }).click();
  const share = page.getByRole('link', { name: 'Ladda ner och dela' });
  await share.waitFor({ timeout: TRANSCRIBED_MS });
  await page.locator('.with-wave').waitFor();
  await look(visit, 'from-drop-to-srt');
  await mend(page, 'göteborg', 'Göteborg');
  await saved(page);
  await share.click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Ladda ner SRT' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('news.srt');
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('Göteborg');
  expect(text).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\ngod morgon och välkommen/);
});
