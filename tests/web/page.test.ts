/** The page as a browser gets it: what it may do, and that it opens. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt } from './support/page-at.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('the page opens, asks who is there, and has no barriers', async () => {
    const visit = await pageAt(cloud, { ...as, key: null });
    await visit.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await visit.page.locator('html').getAttribute('lang')).toBe(as.language);
    expect(await visit.page.title()).toContain('spotscribe');
    await look(visit, 'sign-in');
    expect(await barriers(visit)).toEqual([]);
  });
});

test('somebody who has signed in sees the recordings', async () => {
  const { page } = await pageAt(cloud);
  await page.getByRole('navigation').waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
});
