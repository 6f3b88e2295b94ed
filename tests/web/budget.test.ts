/** The owner's budget of the month above the list of recordings. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OwnerBudgetRegistry } from '../../core/aws/dynamodb/owner-budget-registry.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { microUsd, monthAt, ownerPurse } from '../../core/budgets/purse.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { aJob } from '../support/a-job.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt } from './support/page-at.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

/** An owner with 20 USD a month, of which a running job holds 17.50. */
async function ownerWithBudget(): Promise<string> {
  const owner = `saver-${randomUUID().slice(0, 8)}`;
  const jobId = newJobId();
  const place = { bucket: cloud.cloud.info.audioBucket, key: `uploads/${jobId}/audio` };
  const audio = { source: 'upload' as const, ...place, filename: 'Möte.mp3', bytes: 9 };
  await cloud.jobs.create({ ...aJob({ owner, jobId, status: 'queued' }), audio });
  await new OwnerBudgetRegistry(cloud.table).set({ owner, usd: 20 });
  const purse = { name: ownerPurse(owner, monthAt(new Date())), limit: microUsd(20) };
  await new Purses(cloud.table).reserve(purse, microUsd(17.5), jobId);
  return owner;
}

const WORDS = {
  sv: ['Din budget', 'undanlagt för det som pågår', 'kvar av'],
  en: ['Your budget', 'set aside for what runs', 'left of'],
};

test.each(LOOKS)('$language, $theme: what is left of it, and what runs holds', async (as) => {
  const owner = await ownerWithBudget();
  for (const isPhone of [false, true]) {
    const visit = await pageAt(cloud, { ...as, owner, isPhone });
    const [label = '', held = '', left = ''] = WORDS[as.language];
    const meter = visit.page.getByRole('meter', { name: label });
    await meter.waitFor();
    expect(await meter.getAttribute('aria-valuenow')).toBe('88');
    const text = (await meter.getAttribute('aria-valuetext')) ?? '';
    for (const words of ['17', '20', '2', held, left]) expect(text).toContain(words);
    await visit.page.locator('.month-costs summary').click();
    await look(visit, 'budget');
    expect(await barriers(visit)).toEqual([]);
    const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await visit.page.evaluate(width)).toBe(0);
  }
});
