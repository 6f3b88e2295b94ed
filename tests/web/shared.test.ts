/** A transcript that was shared: read and heard without a key, for as long as its link works. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ask } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit, type VisitOptions } from './support/page-at.ts';
import { recordingAt, TALK } from './support/recording.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

const Made = z.object({ token: z.string(), linkId: z.string() });

interface Shared {
  token: string;
  /** API key of the owner. */
  asked: (method: 'POST' | 'DELETE', path: string, body?: object) => Promise<string>;
  linkPath: string;
  jobPath: string;
}

async function shared(link: { audio?: boolean } = {}): Promise<Shared> {
  const owner = `sharer-${crypto.randomUUID().slice(0, 8)}`;
  const jobId = await recordingAt(cloud, { owner, said: TALK });
  const key = await keyOf(cloud, owner);
  const asked: Shared['asked'] = async (method, path, body) => {
    const { status, text } = await ask(cloud, { method, path, key, ...(body && { body }) });
    expect({ status, text }).toMatchObject({ status: expect.toBeOneOf([201, 204]) as unknown });
    return text;
  };
  const jobPath = `/jobs/${jobId}`;
  const { token, linkId } = Made.parse(JSON.parse(await asked('POST', `${jobPath}/links`, link)));
  return { token, asked, jobPath, linkPath: `${jobPath}/links/${linkId}` };
}

async function opened({ token }: Shared, options: VisitOptions = {}): Promise<Visit> {
  const visit = await pageAt(cloud, { key: null, at: `#/shared/${token}`, ...options });
  await visit.page.locator('[data-n]').first().waitFor();
  return visit;
}

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('the shared text has no barriers', async () => {
    const visit = await opened(await shared({ audio: true }), as);
    await visit.page.locator('.with-wave').waitFor();
    await look(visit, 'shared');
    expect(await barriers(visit)).toEqual([]);
  });
});

test('it is read and heard without a key, and says until when', async () => {
  const { page } = await opened(await shared({ audio: true }));
  expect(await page.getByText(/Länken gäller till/).isVisible()).toBe(true);
  await page.locator('[data-n]', { hasText: 'Taket' }).click();
  await expect
    .poll(() => page.evaluate('document.querySelector("audio").currentTime'))
    .toBeGreaterThan(4.9);
  expect(await page.getByRole('button', { name: 'Rätta stycket' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Inspelningar' }).count()).toBe(0);
});

test('it has the mended text, and downloads it', async () => {
  const link = await shared();
  const edits = [
    { op: 'replace', words: ['0.3'], text: 'nio.' },
    { op: 'name', speaker: 'L', name: 'Eva Björk' },
  ];
  await link.asked('POST', `${link.jobPath}/edits`, { base: 0, edits });
  const { page } = await opened(link);
  expect(await page.locator('.block-text').first().textContent()).toContain('klockan nio.');
  expect(await page.locator('.speaker-name').first().textContent()).toBe('Eva Björk');
  await page.getByText('Ladda ner texten').click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Ladda ner SRT' }).click();
  const download = await downloading;
  expect(await readFile(await download.path(), 'utf8')).toContain('klockan nio.');
});

test('without the sound the text is there, and says why it is silent', async () => {
  const { page } = await opened(await shared({ audio: false }));
  await page.getByText(/Ljudet finns inte här/).waitFor();
});

test('a link that was ended shows nothing, and says what to do', async () => {
  const link = await shared();
  await opened(link);
  await link.asked('DELETE', link.linkPath);
  const visit = await pageAt(cloud, { key: null, at: `#/shared/${link.token}` });
  visit.expects(/status of 404/);
  await visit.page.getByRole('heading', { name: 'Länken gäller inte' }).waitFor();
  expect(await visit.page.locator('[data-n]').count()).toBe(0);
  await look(visit, 'link-ended');
});
