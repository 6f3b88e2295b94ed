/** Documents of a transcript and of its edited text, and the report of its subtitles. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CreatedLink } from '../../core/access/share-link.ts';
import { SubtitleReport } from '../../core/view/subtitle-report.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { openedWord } from '../support/open-word.ts';
import { publishedJob } from '../support/published-job.ts';
import { TestCloud } from '../support/test-cloud.ts';

const WORDS = 'Vi börjar med kvarnhjulet nu. Det är inte klart än.'.split(' ');
const spoken = WORDS.map((word, nth) => ({
  ...{ start: nth * 0.4 + (nth > 4 ? 3 : 0), end: nth * 0.4 + 0.3 + (nth > 4 ? 3 : 0) },
  ...{ word, probability: 0.9 },
}));
const segment = (id: number, words: typeof spoken, speaker: string) => ({
  ...{ id, start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 },
  text: words.map(({ word }) => word).join(' '),
  ...{ confidence: 0.9, flags: [], speaker },
});
const SEGMENTS = [segment(0, spoken.slice(0, 5), 'L'), segment(1, spoken.slice(5), 'R')];

let cloud: TestCloud;
/** Whose second version names the speaker and mends a word. */
let jobId: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  jobId = await publishedJob(cloud, { segments: SEGMENTS, words: spoken });
  await edit(0, { op: 'name', speaker: 'L', name: 'Åsa & Öberg' });
  await edit(1, { op: 'replace', words: ['0.3'], text: 'vattenhjulet <b>' });
});
afterAll(() => cloud.leave());

async function edit(base: number, one: object): Promise<void> {
  const answer = await ask(cloud, { path: `/jobs/${jobId}/edits`, body: { base, edits: [one] } });
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
}

async function get(path: string): Promise<{ status: number; type: string; bytes: Buffer }> {
  const { apiUrl, apiKey } = cloud.cloud.info;
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${apiUrl}${path}`, { headers, redirect: 'manual' });
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const documentOf = (query: string) => get(`/jobs/${jobId}/transcript?${query}`);
const textOf = async (query: string) => (await documentOf(query)).bytes.toString();

describe('GET /jobs/{id}/transcript', () => {
  test('gives a Word document of the edited text, with names and times', async () => {
    const { status, type, bytes } = await documentOf('format=docx&version=edited');
    expect([status, type]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ]);
    expect(openedWord([bytes])[0]?.map(([, text]) => text)).toEqual([
      'Möte 4.wav',
      '2026-11-21 · 00:00:06 · Transkriberad av kb-whisper-small · redigerad, version 2',
      '00:00:00  Åsa & Öberg: Vi börjar med vattenhjulet <b> nu.',
      '00:00:05  R: Det är inte klart än.',
    ]);
  });

  test('gives one of the machine’s text without times and speakers, if asked for', async () => {
    const { bytes } = await documentOf('format=docx&times=false&speakers=false');
    expect(
      openedWord([bytes])[0]
        ?.slice(2)
        .map(([, text]) => text),
    ).toEqual(['Vi börjar med kvarnhjulet nu.', 'Det är inte klart än.']);
  });

  test('gives text with times, without speakers, or as ever', async () => {
    expect(await textOf('format=txt')).toBe(
      'L: Vi börjar med kvarnhjulet nu.\nR: Det är inte klart än.\n',
    );
    expect(await textOf('format=txt&times=true&speakers=false&version=1')).toBe(
      '[00:00:00] Vi börjar med kvarnhjulet nu.\n[00:00:05] Det är inte klart än.\n',
    );
    expect(await textOf('format=txt&version=edited')).toBe(
      'Åsa & Öberg: Vi börjar med vattenhjulet <b> nu.\nR: Det är inte klart än.\n',
    );
  });

  test('gives subtitles of the edited text, with speakers if asked for', async () => {
    expect(await textOf('format=srt&version=edited')).toMatch(
      /^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\nVi börjar med vattenhjulet <b> nu\.\n\n2\n/,
    );
    expect(await textOf('format=srt&version=edited&speakers=true')).toMatch(
      /\nÅsa & Öberg: Vi börjar\s+med vattenhjulet <b> nu\.\n\n2\n[^\n]+\nR: Det är/,
    );
    expect(await textOf('format=vtt&version=edited&speakers=true')).toContain(
      '\n<v Åsa &amp; Öberg>Vi börjar med vattenhjulet &lt;b&gt; nu.\n',
    );
    expect(await textOf('format=vtt')).not.toContain('<v ');
  });

  test.each(['times=yes', 'speakers=1', 'format=doc', 'format=docx&after=0', 'times=true&after=0'])(
    'refuses ?%s',
    async (query) => {
      expect((await documentOf(query)).status).toBe(422);
    },
  );
});

describe('GET /jobs/{id}/subtitles', () => {
  async function report(query: string, of = jobId): Promise<SubtitleReport> {
    const { status, bytes } = await get(`/jobs/${of}/subtitles?${query}`);
    expect({ status, text: bytes.toString() }).toMatchObject({ status: 200 });
    return SubtitleReport.parse(JSON.parse(bytes.toString()));
  }

  test('has each subtitle of the machine’s text, as in its SRT', async () => {
    const { version, cues, problems, limits } = await report('');
    expect(version).toBe(0);
    expect(limits).toMatchObject({ lineLength: 42, lines: 2, charactersPerSecond: 17 });
    expect(cues.map(({ lines }) => lines)).toEqual([
      ['Vi börjar med kvarnhjulet nu.'],
      ['Det är inte klart än.'],
    ]);
    expect(problems).toEqual({});
  });

  test('has those of the edited text, with what became too long to read in its time', async () => {
    const text = 'vattenhjulet, som är mycket långt och ingen hinner läsa på den korta tiden';
    await edit(2, { op: 'replace', words: ['1.4'], text });
    const { version, cues, problems } = await report('version=edited');
    expect(version).toBe(3);
    expect(problems).toMatchObject({ readingSpeed: expect.any(Number) });
    const broken = cues.flatMap((cue) => cue.problems);
    expect(broken.find(({ rule }) => rule === 'readingSpeed')).toMatchObject({ limit: 17 });
    expect((await report('version=2')).cues[0]?.lines).toEqual([
      'Vi börjar med vattenhjulet <b> nu.',
    ]);
  });

  test('is a 404 for a version that there is not, and a 409 before there is a transcript', async () => {
    expect((await get(`/jobs/${jobId}/subtitles?version=99`)).status).toBe(404);
    const upload = { filename: 'a.wav', bytes: 9 };
    const { text } = await ask(cloud, { body: { audio: { upload } } });
    const { jobId: pending } = JSON.parse(text) as { jobId: string };
    expectProblem(
      await ask(cloud, { method: 'GET', path: `/jobs/${pending}/subtitles` }),
      409,
      'not-yet',
    );
  });
});

describe('GET /links/{token}/transcript', () => {
  async function linked(body: object, query: string): Promise<string> {
    const { text } = await ask(cloud, { path: `/jobs/${jobId}/links`, body });
    const { token } = CreatedLink.parse(JSON.parse(text));
    const path = `/links/${token}/transcript?${query}`;
    const answer = await ask(cloud, { method: 'GET', path, key: null });
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
    return answer.text;
  }

  test('gives the text as it is edited by now, or the version of the link', async () => {
    expect(await linked({}, 'format=txt')).toMatch(/^Åsa & Öberg: Vi börjar med vattenhjulet/);
    expect(await linked({ version: 1 }, 'format=txt')).toMatch(/^Åsa & Öberg: [^\n]*kvarnhjulet/);
    expect(await linked({ version: 0 }, 'format=txt&times=true')).toMatch(/^\[00:00:00\] L: /);
    expect(JSON.parse(await linked({ version: 2 }, ''))).toMatchObject({
      version: 2,
      speakers: { L: 'Åsa & Öberg' },
    });
  });

  test('is not made for a version that there is not', async () => {
    const body = { version: 99 };
    expectProblem(await ask(cloud, { path: `/jobs/${jobId}/links`, body }), 422, 'invalid');
  });
});
