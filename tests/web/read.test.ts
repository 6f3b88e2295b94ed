/** A transcript is read with its sound: what is clicked is heard, what is said is marked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { anAnalysis } from '../support/an-analysis.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { barriers, look } from './support/look.ts';
import { LOOKS, pageAt, type Visit, type VisitOptions } from './support/page-at.ts';
import { HOLE, recordingAt, TALK, type Recording } from './support/recording.ts';

let cloud: TestCloud;
beforeAll(async () => (cloud = await TestCloud.shared()));
afterAll(() => cloud.leave());

const SUMMARY = anAnalysis({
  claims: [
    {
      text: 'Taket lagas före vintern.',
      status: 'supported',
      support: [{ segment: 2, start: 5, end: 7.5, quote: 'Taket måste lagas', match: 'exact' }],
    },
  ],
});

/** The reading view of a new recording. */
async function reading(of: Partial<Recording> = {}, options: VisitOptions = {}): Promise<Visit> {
  const owner = `reader-${crypto.randomUUID().slice(0, 8)}`;
  const jobId = await recordingAt(cloud, { owner, said: TALK, coverage: [HOLE], ...of });
  const visit = await pageAt(cloud, { owner, at: `#/jobs/${jobId}`, ...options });
  await visit.page.locator('[data-n]').first().waitFor();
  return visit;
}

function word(page: Page, text: string) {
  return page.locator('[data-n]', { hasText: text }).first();
}

/** Seconds at which the sound is. */
function time(page: Page): Promise<number> {
  return page.evaluate('document.querySelector("audio").currentTime');
}

/** Pixels of the tabs that show only when they are scrolled. */
function hiddenWidth(page: Page): Promise<number> {
  const tabs = `document.querySelector('[role="tablist"]')`;
  return page.evaluate(`${tabs}.scrollWidth - ${tabs}.clientWidth`);
}

async function isPlaying(page: Page): Promise<boolean> {
  return page.evaluate('!document.querySelector("audio").paused');
}

describe.each(LOOKS)('in $language, $theme', (as) => {
  test('text, sound and side have no barriers', async () => {
    const visit = await reading({ analyses: [SUMMARY] }, as);
    await visit.page.locator('.with-wave').waitFor();
    await look(visit, 'read');
    for (const panel of await visit.page.getByRole('tab').all()) {
      await panel.click();
      expect(await barriers(visit)).toEqual([]);
    }
  });
});

test('each of the tabs is in sight, beside a thousand doubtful places too', async () => {
  const said = Array.from({ length: 1000 }, (_, nth) => ({
    ...{ text: 'Vi talar om skolan i dag.', speaker: 'L', unsure: { 3: 0.2 } },
    ...{ start: nth * 3, end: nth * 3 + 2 },
  }));
  const { page } = await reading({ said, analyses: [SUMMARY] });
  await page.getByRole('tab', { name: /1.000/ }).waitFor();
  expect(await page.getByRole('tab').count()).toBe(5);
  expect(await hiddenWidth(page)).toBe(0);
});

test('on a phone the text comes first', async () => {
  const visit = await reading({}, { isPhone: true });
  await look(visit, 'read');
  expect(await word(visit.page, 'Mötet').isVisible()).toBe(true);
  expect(await barriers(visit)).toEqual([]);
});

describe('sound', () => {
  test('plays from the word that is clicked, and the word that is said is marked', async () => {
    const { page } = await reading();
    // So slowly that a slow computer sees the word that is said.
    const slow = '{ defaultPlaybackRate: 0.1, playbackRate: 0.1 }';
    await page.evaluate(`Object.assign(document.querySelector('audio'), ${slow})`);
    await word(page, 'Taket').click();
    await expect.poll(() => isPlaying(page)).toBe(true);
    expect(await time(page)).toBeGreaterThanOrEqual(5);
    expect(await time(page)).toBeLessThan(12);
    const spoken = page.locator('[data-spoken]');
    await expect.poll(() => spoken.textContent()).toMatch(/Taket|måste|lagas|före|vintern/);
  });

  test('is worked by the keyboard: play, pause, five seconds, speed', async () => {
    const { page } = await reading();
    await word(page, 'Taket').click();
    await expect.poll(() => isPlaying(page)).toBe(true);
    await page.keyboard.press('Space');
    await expect.poll(() => isPlaying(page)).toBe(false);
    const paused = await time(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => time(page)).toBeCloseTo(paused + 5, 1);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => time(page)).toBeCloseTo(paused, 1);
    await page.keyboard.press('>');
    expect(await page.getByLabel('Hastighet').inputValue()).toBe('1.25');
  });

  test('has an address that is asked for anew when it no longer works', async () => {
    const { page } = await reading();
    await expect
      .poll(() => page.evaluate('document.querySelector("audio").readyState'))
      .toBeGreaterThan(0);
    const addresses: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/audio')) addresses.push(request.url());
    });
    await page.evaluate(`{
      const audio = document.querySelector('audio');
      audio.src = audio.src.replace('Signature=', 'Signature=0');
    }`);
    await expect.poll(() => addresses.length).toBeGreaterThan(0);
    await word(page, 'Taket').click();
    await expect.poll(() => time(page)).toBeGreaterThan(5);
  });
});

describe('doubtful places', () => {
  test('are listed worst first, and each is a click from its second', async () => {
    const { page } = await reading();
    const places = page.locator('.places .place');
    await expect.poll(() => places.count()).toBe(3);
    const said = await places.allTextContents();
    expect(said[0]).toContain('Tal utan text');
    expect(said[1]).toContain('Upprepning');
    expect(said[2]).toContain('nie.');
    await places.nth(1).click();
    await expect.poll(() => time(page)).toBeGreaterThanOrEqual(12);
    expect(await page.locator('.pointed').count()).toBe(7);
  });

  test('are marked in the text, and the hole is shown where it is', async () => {
    const { page } = await reading();
    expect(await page.locator('.doubtful').allTextContents()).toEqual(['nie.']);
    expect(await page.locator('[data-flag=repetition]').textContent()).toContain('Det kostar');
    const rows = await page.locator('[role=listitem]').allTextContents();
    const hole = rows.findIndex((row) => row.includes('hittade ingen text'));
    expect(rows[hole - 1]).toContain('vintern');
    expect(rows[hole + 1]).toContain('kostar');
  });

  test('come one after the other with the keyboard', async () => {
    const { page } = await reading();
    await page.keyboard.press('n');
    await expect.poll(() => page.locator('.pointed').allTextContents()).toEqual(['nie.']);
    await page.keyboard.press('n');
    await expect.poll(() => page.locator('.pointed').count()).toBe(7);
    await page.keyboard.press('p');
    await expect.poll(() => page.locator('.pointed').allTextContents()).toEqual(['nie.']);
  });
});

describe('the review of the engine', () => {
  const review = [
    {
      start: 5.5,
      end: 6,
      word: 'måste',
      reason: 'heard_otherwise',
      score: 0.7,
      alternative: 'mönstrar',
    },
    { start: 1.5, end: 2, word: 'nie.', reason: 'number', score: 0.4 },
  ];

  test('is listed instead, worst first, with the risk of each, and a click plays it', async () => {
    const { page } = await reading({ coverage: [], known: { review } });
    const places = page.locator('.places .place');
    await expect.poll(() => places.count()).toBe(2);
    const said = await places.allTextContents();
    expect(said[0]).toMatch(/Hördes olika två gånger.*70.% risk för fel.*måste \/ mönstrar/);
    expect(said[1]).toMatch(/Ett tal.*40.% risk för fel.*nie\./);
    expect(await page.locator('.doubtful').allTextContents()).toEqual(['nie.', 'måste']);
    await places.first().click();
    await expect.poll(() => time(page)).toBeGreaterThanOrEqual(5.5);
    expect(await page.locator('.pointed').allTextContents()).toEqual(['måste']);
  });

  test('that found nothing says so', async () => {
    const { page } = await reading({ coverage: [], known: { review: [] } });
    await page.getByText('Modellen var säker på allt').waitFor();
    expect(await page.locator('.doubtful').count()).toBe(0);
  });
});

test('voices have names and colours of their own; where it is not sure who speaks, it says so', async () => {
  const said = [
    { text: 'Välkomna hit.', start: 0, end: 1, speaker: 'S1' },
    { text: 'Tack ska du ha.', start: 2, end: 3, speaker: 'S2', flags: ['uncertain_speaker'] },
    { text: 'Då börjar vi.', start: 4, end: 5, speaker: 'S1' },
  ];
  const speakers = [
    { id: 'S1', seconds: 2, turns: 2, firstHeard: 0 },
    { id: 'S2', seconds: 1, turns: 1, firstHeard: 2 },
  ];
  const flags = ['speakers_uncertain'];
  const { page } = await reading({ said, coverage: [], known: { speakers, flags } });
  await page.getByText('Hur många som talar är osäkert').waitFor();
  await page.locator('.speaker-name', { hasText: 'osäkert vem' }).waitFor();
  await page.getByRole('tab', { name: 'Talare' }).click();
  await page
    .getByRole('button', { name: /Talare S1$/ })
    .last()
    .click();
  await page.getByRole('dialog').getByRole('textbox').fill('Åsa');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.reading-text .speaker-0').count()).toBe(2);
  await expect.poll(() => page.locator('.reading-text', { hasText: 'Åsa' }).count()).toBe(1);
});

test('what the word list did stands beside the text', async () => {
  const vocabularyReport = {
    heard: [{ entry: 'vintern', start: 7 }],
    replaced: [{ from: 'tacket', to: 'Taket', start: 5, end: 5.5 }],
    refused: [{ entry: 'x', because: 'too short' }],
  };
  const { page } = await reading({ known: { vocabularyReport } });
  await page.getByRole('tab', { name: 'Ordlista' }).click();
  await page.getByText('tacket').waitFor();
  await page.getByText('too short').waitFor();
  await page.getByRole('button', { name: /vintern/ }).click();
  await expect.poll(() => time(page)).toBeGreaterThanOrEqual(7);
});

test('a search counts its hits, marks them, and goes to each', async () => {
  const { page } = await reading();
  await page.keyboard.press('/');
  await page.keyboard.type('SKOLAN');
  await expect.poll(() => page.getByRole('search').textContent()).toContain('2 träffar');
  expect(
    await page.evaluate(
      'CSS.highlights.get("found").size + CSS.highlights.get("found-current").size',
    ),
  ).toBe(2);
  await page.keyboard.press('Enter');
  await expect.poll(() => time(page)).toBeGreaterThan(2);
  await page.keyboard.press('Enter');
  await expect.poll(() => time(page)).toBeGreaterThan(16);
});

test('a claim of an analysis leads to the second of its quote', async () => {
  const { page } = await reading({ analyses: [SUMMARY] });
  await page.getByRole('tab', { name: 'Analys' }).click();
  await page.getByText('Taket lagas före vintern.').waitFor();
  await page.getByRole('button', { name: /Taket måste lagas/ }).click();
  await expect.poll(() => time(page)).toBeGreaterThanOrEqual(5);
});

/** 30,000 words in three hours. */
const LONG = Array.from({ length: 3000 }, (_, nth) => ({
  text: `Stycke nummer ${nth} handlar om skolor och vägar i kommunen.`,
  start: nth * 3.6,
  end: nth * 3.6 + 3,
  speaker: nth % 40 < 20 ? 'L' : 'R',
}));

test('three hours of 30,000 words scroll to the end and are searched, with few rows in the page', async () => {
  const { page } = await reading({ said: LONG, coverage: [] });
  await page.getByText('Allt är sparat').waitFor();
  expect(await page.locator('[role=listitem]').count()).toBeLessThan(40);
  await page.keyboard.press('/');
  await page.keyboard.type('nummer 2999 ');
  await page.keyboard.press('Enter');
  const last = page.locator('[role=listitem]', { hasText: 'nummer 2999' });
  await last.waitFor();
  await expect.poll(async () => (await last.boundingBox())?.y ?? Infinity).toBeLessThan(860);
  expect(await page.locator('[role=listitem]').count()).toBeLessThan(40);
});
