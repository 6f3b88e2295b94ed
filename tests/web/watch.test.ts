/** Watching: what happens to a job now, its words as they come, its end in a transcript or in a reason. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { ApiClient } from '../../client/api-client.ts';
import { isFinal } from '../../core/job/job-status.ts';
import type { Script } from '../../chaos/script.ts';
import { held, LONG, scriptFile } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit, type VisitOptions } from './support/page-at.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.leave());

interface Watched {
  visit: Visit;
  page: Page;
  client: ApiClient;
  jobId: string;
}

/** A job of a new owner, whose view is open. */
async function watch(script: Script, options: VisitOptions = {}): Promise<Watched> {
  const owner = `watcher-${randomUUID().slice(0, 8)}`;
  const key = await keyOf(cloud, owner);
  const client = new ApiClient({ ...cloud.cloud.info, apiKey: key });
  const { jobId } = await client.submitFile(scriptFile(script), { words: true });
  const visit = await pageAt(cloud, { ...options, owner, key, at: `#/jobs/${jobId}` });
  return { visit, page: visit.page, client, jobId };
}

/** Nothing can be launched: the job waits, and says why. */
function fullCloud(): void {
  cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
}

describe('a job that runs', () => {
  test('its words appear while it runs, and its transcript takes their place', async () => {
    const { script, letGo } = held({ ...LONG, title: 'orden kommer efter hand' });
    const { page, client, jobId, visit } = await watch(script);
    await page.getByText('orden kommer efter hand 0').waitFor();
    expect(isFinal((await client.job(jobId)).status)).toBe(false);
    await page.getByRole('heading', { name: 'Talet blir text' }).waitFor();
    await page.getByText(/Hittills .*\$/).waitFor();
    await look(visit, 'watch-words');
    letGo();
    await until('the transcript is read', async () => (await page.locator('.watch').count()) === 0);
    await page.getByText('orden kommer efter hand 19').waitFor();
    expect((await client.job(jobId)).status).toBe('completed');
  });

  test('a screen reader hears what happens, and not every word', async () => {
    const { page } = await watch(held({ ...LONG, title: 'läses inte upp' }).script);
    const text = page.getByText('läses inte upp 0');
    await text.waitFor();
    const live = page.locator('[aria-live], [role=status], [role=alert], [role=log]');
    expect(await live.filter({ hasText: 'läses inte upp' }).count()).toBe(0);
    expect(await live.filter({ hasText: 'Talet blir text' }).count()).toBe(1);
  });

  test('it is cancelled after a question, and what is text already stays', async () => {
    const { script } = held({ ...LONG, title: 'avbryts på vägen' });
    const { page, client, jobId, visit } = await watch(script);
    await page.getByText('avbryts på vägen 0').waitFor();
    await page.getByRole('button', { name: 'Avbryt jobbet' }).click();
    const question = page.getByRole('dialog', { name: 'Avbryta jobbet?' });
    await question.getByRole('button', { name: 'Avbryt', exact: true }).click();
    expect((await client.job(jobId)).status).toBe('processing');
    await page.getByRole('button', { name: 'Avbryt jobbet' }).click();
    await question.getByRole('button', { name: 'Avbryt jobbet' }).click();
    await page.getByText('Jobbet avbröts.').waitFor();
    await page.getByText('avbryts på vägen 0').waitFor();
    expect((await client.job(jobId)).status).toBe('cancelled');
    await look(visit, 'watch-cancelled');
  });
});

describe('a job that fails', () => {
  test('says what it means and what to do, in the language of the page', async () => {
    const script: Script = { ...LONG, title: 'går inte', ending: 'unreadable', atWindow: 1 };
    const { page, visit } = await watch(script);
    await page.getByText('Filen gick inte att läsa som ljud.').waitFor();
    await page.getByRole('link', { name: 'Skicka en ny inspelning' }).waitFor();
    await look(visit, 'watch-failed');
    expect(await barriers(visit)).toEqual([]);
    await page.getByText('Vad som har hänt').click();
    await page.getByText('Jobbet misslyckades', { exact: true }).waitFor();
    await look(visit, 'watch-history');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('The file could not be read as sound.').waitFor();
  });
});

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('a job that waits has no barriers, and says why it waits', async () => {
    fullCloud();
    const { page, visit } = await watch({ ...LONG, title: 'väntar' }, as);
    const why = { sv: 'Molnet har ingen ledig dator', en: 'The cloud has no free computer' };
    await page.getByText(why[as.language]).waitFor();
    await look(visit, 'watch-waiting');
    expect(await barriers(visit)).toEqual([]);
  });
});

test('on a phone', async () => {
  const { script } = held({ ...LONG, title: 'på telefon' });
  const { page, visit } = await watch(script, { isPhone: true });
  await page.getByText('på telefon 0').waitFor();
  await look(visit, 'watch-words');
  expect(await barriers(visit)).toEqual([]);
});
