/** Sending: from a drop, a choice, an address or the microphone to a job, over reloads and lost connections. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../../client/api-client.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { MAX_AUDIO_BYTES } from '../../core/audio/max-audio-bytes.ts';
import { jobKey } from '../../core/aws/dynamodb/items.ts';
import { Job } from '../../core/job/job.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { JobPage, type JobView } from '../../core/view/job-view.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';
import { dropFiles } from './support/drop-files.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit } from './support/page-at.ts';
import { PartTraffic } from './support/part-traffic.ts';

const MIB = 1024 ** 2;
let cloud: TestCloud;
let folder: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-send-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cloud.leave();
});

/** A file in the tests' folder. */
function fileOf(name: string, content: Buffer): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Audio of the stub engine, with spaces up to a size. */
function audioOf(title: string, bytes = 0): Buffer {
  const audio = scriptAudio({ ...SHORT, title }, { statesLength: true });
  return Buffer.concat([audio, Buffer.alloc(Math.max(0, bytes - audio.length), ' ')]);
}

async function choose(page: Page, ...files: string[]): Promise<void> {
  await page.locator('.drop-zone input[type=file]').first().setInputFiles(files);
}

function rowOf(page: Page, name: string) {
  return page.getByRole('listitem').filter({ hasText: name });
}

/** The owner's jobs, the newest first. */
async function jobsOf({ key }: Visit): Promise<JobView[]> {
  const answer = await new ApiClient({ ...cloud.cloud.info, apiKey: key }).request('GET', '/jobs');
  return JobPage.parse(await answer.json()).jobs;
}

/** The only job, once it has ended. */
async function endedJob(visit: Visit): Promise<JobView> {
  return until('the job has ended', async () => {
    const [job] = await jobsOf(visit);
    return job && isFinal(job.status) ? job : undefined;
  });
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Skicka \d/ }).click();
}

describe('what is chosen', () => {
  test('a dropped file is quoted, sent, and its text is watched', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    await page.getByText('Släpp ljud').waitFor();
    await dropFiles(page, [fileOf('möte.wav', audioOf('från släpp till text'))]);
    await rowOf(page, 'möte.wav')
      .getByText(/\d:\d\d, .*\$/)
      .waitFor();
    await page.getByText(/Uppskattat: .*klart inom/).waitFor();
    await send(page);
    await page.waitForURL(/#\/jobs\//);
    const job = await endedJob(visit);
    expect(job).toMatchObject({ status: 'completed', audio: { filename: 'möte.wav' } });
    expect(page.url()).toContain(job.jobId);
  });

  test('a dropped folder gives all its files with their folders, and nothing that systems put there', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    fileOf('mapp/inre/två.wav', audioOf('i en inre mapp'));
    fileOf('mapp/ett.wav', audioOf('i en mapp'));
    fileOf('mapp/.DS_Store', Buffer.from('x'));
    await page.getByText('Släpp ljud').waitFor();
    await dropFiles(page, [path.join(folder, 'mapp')]);
    await rowOf(page, 'mapp/inre/två.wav').waitFor();
    await rowOf(page, 'mapp/ett.wav').waitFor();
    expect(await page.locator('.recording').count()).toBe(2);
    await page.getByText('Flera inspelningar transkriberas samtidigt').waitFor();
    await send(page);
    await until('both are sent', async () => (await page.getByText('Följ texten').count()) === 2);
    const folders = (await jobsOf(visit)).map(({ metadata }) => metadata.folder);
    expect(folders.sort()).toEqual(['mapp', 'mapp/inre']);
  });

  test('what holds no sound, is empty or too large is refused in plain words, before a request', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    const large = fileOf('timmar.wav', audioOf('för stor'));
    truncateSync(large, MAX_AUDIO_BYTES + 1);
    await choose(
      page,
      fileOf('protokoll.mp3', Buffer.from('%PDF-1.7 \x00\xff')),
      fileOf('anteckning.txt', Buffer.from('bara text')),
      fileOf('tom.mp3', Buffer.alloc(0)),
      large,
    );
    await rowOf(page, 'protokoll.mp3').getByText('Filen är ett dokument').waitFor();
    await rowOf(page, 'anteckning.txt').getByText('Filen är text').waitFor();
    await rowOf(page, 'tom.mp3').getByText('Filen är tom').waitFor();
    await rowOf(page, 'timmar.wav').getByText('större än 17,2 GB').waitFor();
    expect(await page.getByRole('button', { name: /^Skicka/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Ta bort tom.mp3' }).click();
    expect(await page.locator('.recording').count()).toBe(3);
  });

  test('a pasted address is looked at, added and fetched by the service', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    const field = page.getByLabel('Eller en adress till en ljudfil');
    await field.fill('http://example.com/a.mp3');
    await field.press('Enter');
    await page.getByText('måste börja med https').waitFor();
    await field.fill('https://example.invalid/m%C3%B6te.mp3');
    await field.press('Enter');
    await rowOf(page, 'möte.mp3').getByText('Hämtas från adressen').waitFor();
    await send(page);
    await page.waitForURL(/#\/jobs\//);
    const [job] = await jobsOf(visit);
    expect(job).toMatchObject({ audio: { source: 'url', filename: 'm%C3%B6te.mp3' } });
  });

  test('options reach the job', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    await choose(page, fileOf('val.wav', audioOf('med val')));
    await page.getByLabel('Språk i inspelningen').selectOption({ label: 'Danska' });
    await page.getByText('Modellen är gjord för svenska').waitFor();
    await page.getByLabel('En talare på varje kanal').check();
    await send(page);
    await page.waitForURL(/#\/jobs\//);
    const { jobId } = await endedJob(visit);
    expect(await cloud.table.get(jobKey(jobId), Job)).toMatchObject({
      ...{ language: 'da', channels: 'split', words: true },
    });
  });
});

describe('what else is made of it', () => {
  test('voices, places to hear again, a word list and a redacted copy reach the job', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    await choose(page, fileOf('samtal.wav', audioOf('med allt')));
    await page.getByLabel('Vem som talar').selectOption({ label: '3 röster' });
    await page.getByLabel('Peka ut de få ställen').check();
    await page.getByLabel('Ordlista').fill('Åsa Grimnir\n\n  Hjo  \nHjo\n');
    await page.getByText('2 ord eller namn.').waitFor();
    await page.getByLabel('Avidentifiera').selectOption('copy');
    expect(await barriers(visit)).toEqual([]);
    await send(page);
    await page.waitForURL(/#\/jobs\//);
    const { jobId } = await endedJob(visit);
    expect(await cloud.table.get(jobKey(jobId), Job)).toMatchObject({
      ...{ speakers: 3, review: true, vocabulary: ['Åsa Grimnir', 'Hjo'] },
      redact: { audio: true, keepOriginal: true },
    });
  });

  test('entries of a word list that are too long are left out and counted', async () => {
    const { page } = await pageAt(cloud, { at: '#/send' });
    await choose(page, fileOf('lång.wav', audioOf('med lång lista')));
    await page.getByLabel('Ordlista').fill(`${'x'.repeat(101)}\nHjo`);
    await page.getByText('1 ord eller namn. 1 är för långa och tas inte med.').waitFor();
  });
});

describe('the microphone', () => {
  test('what it hears is kept, paused, and sent like a file', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    const { page } = visit;
    await page.getByRole('button', { name: 'Spela in' }).click();
    await page.getByRole('button', { name: 'Pausa' }).click();
    await page.getByText('Pausad').waitFor();
    await look(visit, 'send-recorder');
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await until('a second is recorded', async () => {
      return (await page.getByRole('timer').textContent()) !== '0:00';
    });
    await page.getByRole('button', { name: 'Klar' }).click();
    await rowOf(page, 'Inspelning').waitFor();
    await send(page);
    await page.waitForURL(/#\/jobs\//);
    const [job] = await jobsOf(visit);
    expect(job?.audio.filename).toMatch(/^Inspelning .*\.webm$/);
    expect(job?.audio.bytes).toBeGreaterThan(1000);
  });

  test('a refused microphone is explained', async () => {
    const visit = await pageAt(cloud, { at: '#/send' });
    // As a browser answers for a person who says no.
    await visit.page.evaluate(`navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));`);
    await visit.page.getByRole('button', { name: 'Spela in' }).click();
    await visit.page.getByText('Sidan får inte använda mikrofonen').waitFor();
    await look(visit, 'send-microphone-refused');
    expect(await barriers(visit)).toEqual([]);
    await visit.page.getByRole('button', { name: 'Stäng' }).click();
    await visit.page.getByText('Släpp ljud').waitFor();
  });
});

describe('an upload of several parts', () => {
  /** Three parts: two of 8 MiB and what is left. */
  const BYTES = 20 * MIB;

  /** Sends a file of which the storage takes the first part, and the others are held. */
  async function stopped(name: string) {
    const visit = await pageAt(cloud, { at: '#/send' });
    const traffic = await PartTraffic.of(visit.context);
    traffic.hold((part) => part > 1);
    const file = fileOf(name, audioOf(name, BYTES));
    await choose(visit.page, file);
    await send(visit.page);
    await until('a part is there', () => traffic.taken.length === 1);
    return { visit, traffic, file };
  }

  test('goes on after a reload where it stopped, with the same file only', async () => {
    const { visit, traffic, file } = await stopped('avbruten.wav');
    const { page } = visit;
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.accept();
      return dialog.type();
    });
    await page.reload();
    expect(await asked).toBe('beforeunload');
    await traffic.release();
    const unfinished = page.getByRole('region', { name: 'Påbörjade uppladdningar' });
    await unfinished.getByText(/40 % är redan framme/).waitFor();
    await look(visit, 'send-unfinished');
    expect(await barriers(visit)).toEqual([]);
    const input = unfinished.locator('input[type=file]');
    await input.setInputFiles(fileOf('annan.wav', audioOf('en annan', BYTES)));
    await unfinished.getByText('Det är inte samma fil').waitFor();
    await input.setInputFiles(file);
    await page.waitForURL(/#\/jobs\//);
    expect(await endedJob(visit)).toMatchObject({ status: 'completed', audio: { bytes: BYTES } });
    expect(traffic.taken.sort()).toEqual([1, 2, 3]);
  });

  test('waits for a lost connection and goes on by itself, without sending anything twice', async () => {
    const { visit, traffic } = await stopped('utan-nät.wav');
    const { page, context } = visit;
    visit.expects(/net::ERR_/);
    await context.setOffline(true);
    await traffic.release({ breakOff: true });
    await page.getByText('Ingen anslutning').waitFor();
    await look(visit, 'send-offline');
    await context.setOffline(false);
    await page.waitForURL(/#\/jobs\//);
    expect((await endedJob(visit)).status).toBe('completed');
    expect(traffic.taken.sort()).toEqual([1, 2, 3]);
  });

  test('waits for another key when its own has expired, and goes on with that', async () => {
    const { visit, traffic } = await stopped('ny-nyckel.wav');
    const { page, owner } = visit;
    visit.expects(/status of 401/);
    const registered = (await cloud.keys.list()).find((key) => key.owner === owner);
    if (!registered) throw new Error('the visitor has no key');
    await cloud.keys.end(registered, { endsAt: new Date().toISOString(), endedBy: 'revocation' });
    await traffic.release();
    const dialog = page.getByRole('dialog', { name: 'Nyckeln gäller inte längre' });
    await dialog.getByLabel('API-nyckel').fill(await keyOf(cloud, owner));
    await dialog.getByRole('button', { name: 'Fortsätt' }).click();
    await page.waitForURL(/#\/jobs\//);
    expect(traffic.taken.sort()).toEqual([1, 2, 3]);
  });

  test('is cancelled with its job', async () => {
    const { visit, traffic } = await stopped('ångrad.wav');
    const { page } = visit;
    await page.getByRole('button', { name: 'Avbryt ångrad.wav' }).click();
    await page.getByRole('button', { name: 'Avbryt uppladdningen' }).click();
    await page.getByText('Släpp ljud').waitFor();
    expect((await endedJob(visit)).status).toBe('cancelled');
    await traffic.release();
    expect(await page.locator('.recording').count()).toBe(0);
    await page.reload();
    await page.getByText('Släpp ljud').waitFor();
    expect(await page.getByText('Påbörjade uppladdningar').count()).toBe(0);
  });

  test('is of its owner: another key in the same browser sees nothing of it', async () => {
    const { visit, traffic } = await stopped('min-egen.wav');
    const { page } = visit;
    const other = await keyOf(cloud, `other-${visit.owner}`);
    visit.expects(/status of 404/);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.evaluate((apiKey) => {
      sessionStorage.setItem('spotscribe.key', JSON.stringify({ apiKey }));
    }, other);
    const asked = page.waitForResponse((response) => response.status() === 404);
    await page.reload();
    await asked;
    await page.getByText('Släpp ljud').waitFor();
    expect(await page.getByText('min-egen.wav').count()).toBe(0);
    await traffic.release();
  });
});

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('the view has no barriers, empty and with recordings', async () => {
    const visit = await pageAt(cloud, { ...as, at: '#/send' });
    const { page } = visit;
    await page.locator('.drop-zone').waitFor();
    await look(visit, 'send-empty');
    expect(await barriers(visit)).toEqual([]);
    const long = 'En intervju med ett långt namn som går över flera rader, del två (slutlig).wav';
    await choose(
      page,
      fileOf(long, audioOf('lång')),
      fileOf('bild.png', Buffer.from('\x89PNG\r\n', 'latin1')),
    );
    await page.getByText('$').first().waitFor();
    await look(visit, 'send-chosen');
    expect(await barriers(visit)).toEqual([]);
  });
});

test('on a phone', async () => {
  const visit = await pageAt(cloud, { at: '#/send', isPhone: true });
  await choose(visit.page, fileOf('telefon.wav', audioOf('på telefon')));
  await visit.page.getByText('$').first().waitFor();
  await look(visit, 'send-chosen');
  expect(await barriers(visit)).toEqual([]);
});
