/** People edit a transcript by the API: versions, undo, two at once, and every document of it. */
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { AnalysisDocument, type Analysis, type Claim } from '../../core/analysis/analysis.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Edit } from '../../core/editing/edit.ts';
import { analysisKey, transcriptKey } from '../../core/job/work-order.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { DeletionReceipt } from '../../core/view/deletion-receipt.ts';
import { EditsView } from '../../core/view/edits-view.ts';
import type { Job } from '../../core/job/job.ts';
import { aJob } from '../support/a-job.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { aResult } from '../support/task-result.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const FORMATS = ['json', 'txt', 'srt', 'vtt'] as const;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

function aTranscript(jobId: string): Transcript {
  const base = { confidence: 0.9, flags: [] };
  const said = [
    { id: 0, start: 0, end: 2, speaker: 'L', text: 'Mötet börjar klockan nie.' },
    { id: 1, start: 2.5, end: 4, speaker: 'R', text: 'Vi är klara.' },
  ];
  const words = said.flatMap(({ text, start, end }) => {
    const all = text.split(' ');
    const each = (end - start) / all.length;
    return all.map((word, nth) => ({
      ...{ word, start: start + nth * each, end: start + (nth + 1) * each, probability: 0.9 },
    }));
  });
  return {
    ...{ jobId, text: said.map(({ text }) => text).join(' '), language: 'sv' },
    ...{ languageProbability: 1, durationSeconds: 10, confidence: 0.9 },
    segments: said.map((one) => ({ ...base, ...one })),
    words,
    ...{ model: 'kb-whisper-small', engine: null, timings: {}, complete: true },
    coverage: [{ start: 0, end: 10, kind: 'text' }],
  };
}

/** A job whose transcript is published, as its workflow leaves it. */
async function published(more: Partial<Job> = {}): Promise<string> {
  const jobId = newJobId();
  const state = { status: 'completed', attempt: 1, result: aResult() } as const;
  const audio = { ...aJob().audio, bucket: cloud.output('AudioBucketName') } as Job['audio'];
  const endedAt = '2026-11-21T12:00:00.000Z';
  await cloud.jobs.create(aJob({ jobId, audio, ...state, endedAt, ...more }));
  for (const format of FORMATS) {
    const text = format === 'json' ? JSON.stringify(aTranscript(jobId)) : `machine ${format}\n`;
    const Bucket = cloud.output('ResultsBucketName');
    const Key = transcriptKey(jobId, format);
    await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: text }));
  }
  return jobId;
}

const post = (jobId: string, body: object, key?: string): Promise<Answered> =>
  ask(cloud, { path: `/jobs/${jobId}/edits`, body, ...(key !== undefined && { key }) });

/** Adds a version that has to be the next one. */
async function edited(jobId: string, base: number, ...edits: Edit[]): Promise<void> {
  const { status, text } = await post(jobId, { base, edits });
  expect({ status, text }).toMatchObject({ status: 201 });
  expect(JSON.parse(text)).toMatchObject({ version: base + 1 });
}

const get = (path: string, key?: string): Promise<Answered> =>
  ask(cloud, { method: 'GET', path, ...(key !== undefined && { key }) });

async function editsOf(jobId: string, after = 0): Promise<EditsView> {
  const { status, text } = await get(`/jobs/${jobId}/edits?after=${after}`);
  expect({ status, text }).toMatchObject({ status: 200 });
  return EditsView.parse(JSON.parse(text));
}

async function documentOf(jobId: string, query: string): Promise<string> {
  const { status, text } = await get(`/jobs/${jobId}/transcript?${query}`);
  expect({ status, text }).toMatchObject({ status: 200 });
  return text;
}

const NINE: Edit = { op: 'replace', words: ['0.3'], text: 'nio.' };
const ANNA: Edit = { op: 'name', speaker: 'L', name: 'Anna' };

describe('edits', () => {
  test('are versions, with who made them and when', async () => {
    const jobId = await published();
    expect(await editsOf(jobId)).toEqual({ version: 0, versions: [], more: false });
    const answer = await post(jobId, { base: 0, edits: [NINE, ANNA] });
    expect(answer.status).toBe(201);
    await edited(jobId, 1, { op: 'undo' });
    const { version, versions, more } = await editsOf(jobId);
    expect({ version, more }).toEqual({ version: 2, more: false });
    const [first, second] = versions;
    expect(first).toEqual({ ...(JSON.parse(answer.text) as object), edits: [NINE, ANNA] });
    expect(first?.by.name).toMatch(/.+/);
    expect(second?.edits).toEqual([{ op: 'undo' }]);
    expect((await editsOf(jobId, 1)).versions).toEqual([second]);
    expect((await editsOf(jobId, 2)).versions).toEqual([]);
  });

  test('come in pages of a hundred versions', async () => {
    const jobId = await published();
    const store = new EditStore(cloud.table);
    const [at, by] = ['2026-11-21T12:00:00.000Z', { name: 'somebody' }];
    for (let version = 1; version <= 101; version += 1) {
      await store.add(jobId, { version, at, by, edits: [ANNA] });
    }
    const first = await editsOf(jobId);
    expect(first).toMatchObject({ version: 101, more: true });
    expect(first.versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 100 }, (_, nth) => nth + 1),
    );
    expect(await editsOf(jobId, 100)).toMatchObject({ version: 101, more: false });
  });

  test('of two who edit the same version, exactly one is taken', async () => {
    const jobId = await published();
    const texts = ['nio.', 'tio.', 'elva.', 'tolv.'];
    const answers = await Promise.all(
      texts.map((text) => post(jobId, { base: 0, edits: [{ ...NINE, text }] })),
    );
    const taken = texts.filter((_, nth) => answers[nth]?.status === 201);
    expect(taken).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(expectProblem(answer, 409, 'edited-meanwhile').detail).toContain('"base": 1');
    }
    expect(await documentOf(jobId, 'format=txt&version=edited')).toContain(taken[0]);
  });

  test('on a version that is not the newest are refused', async () => {
    const jobId = await published();
    await edited(jobId, 0, NINE);
    for (const base of [0, 2]) {
      expectProblem(await post(jobId, { base, edits: [ANNA] }), 409, 'edited-meanwhile');
    }
    expect((await editsOf(jobId)).version).toBe(1);
  });

  test('that do not fit are refused, with which one and why', async () => {
    const jobId = await published();
    const answer = await post(jobId, { base: 0, edits: [NINE, { op: 'split', before: '9.9' }] });
    expect(expectProblem(answer, 422, 'invalid').errors).toEqual([
      { path: 'edits.1', message: 'There is no word 9.9 in this version.' },
    ]);
    const nothing = await post(jobId, { base: 0, edits: [{ op: 'undo' }] });
    expect(expectProblem(nothing, 422, 'invalid').errors?.[0]?.message).toMatch(/nothing to undo/);
    expect((await editsOf(jobId)).version).toBe(0);
  });

  test('are for a transcript that is there', async () => {
    const running = await published({ status: 'processing', result: undefined });
    expectProblem(await post(running, { base: 0, edits: [NINE] }), 409, 'not-yet');
    const gone = newJobId();
    await cloud.jobs.create(
      aJob({ jobId: gone, status: 'completed', attempt: 1, result: aResult() }),
    );
    expectProblem(await post(gone, { base: 0, edits: [NINE] }), 404, 'not-found');
  });

  test('are nobody else’s to see or to make', async () => {
    const jobId = await published();
    const stranger = await keyOf(cloud, 'another-editor');
    expectProblem(await post(jobId, { base: 0, edits: [NINE] }, stranger), 404, 'not-found');
    expectProblem(await get(`/jobs/${jobId}/edits`, stranger), 404, 'not-found');
    const reader = await keyOf(cloud, 'demo', ['jobs:read']);
    expectProblem(await post(jobId, { base: 0, edits: [NINE] }, reader), 403, 'missing-scope');
  });

  test('go with the job, and its receipt counts them', async () => {
    const jobId = await published();
    await edited(jobId, 0, NINE);
    await edited(jobId, 1, ANNA);
    const { text } = await ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}` });
    const { removed } = DeletionReceipt.parse(JSON.parse(text));
    expect(removed).toContainEqual({ what: 'edits', where: 'table', count: 2 });
    expectProblem(await get(`/jobs/${jobId}/edits`), 404, 'not-found');
    expectProblem(await post(jobId, { base: 2, edits: [NINE] }), 404, 'not-found');
  });
});

describe('versions of a transcript', () => {
  test.each(FORMATS)('without edits all are the machine’s, to the byte: %s', async (format) => {
    const jobId = await published();
    const machine = await documentOf(jobId, `format=${format}`);
    for (const version of ['machine', 'edited', '0']) {
      expect(await documentOf(jobId, `format=${format}&version=${version}`)).toBe(machine);
    }
  });

  test('json has the edited text, the version and the names; the machine’s stays', async () => {
    const jobId = await published();
    const before = await documentOf(jobId, 'format=json');
    await edited(jobId, 0, NINE, ANNA);
    const now = Transcript.parse(JSON.parse(await documentOf(jobId, 'version=edited')));
    const machine = aTranscript(jobId);
    const [first, second] = machine.segments;
    expect(now).toEqual({
      ...machine,
      text: 'Mötet börjar klockan nio. Vi är klara.',
      segments: [{ ...first, text: 'Mötet börjar klockan nio.' }, second],
      words: machine.words?.map((word) =>
        word.word === 'nie.' ? { ...word, word: 'nio.', probability: 1 } : word,
      ),
      version: 1,
      speakers: { L: 'Anna' },
    });
    expect(await documentOf(jobId, '')).toBe(before);
    expect(await documentOf(jobId, 'version=machine')).toBe(before);
  });

  test('txt, srt and vtt have the edited text and the names', async () => {
    const jobId = await published();
    await edited(jobId, 0, NINE, ANNA);
    expect(await documentOf(jobId, 'format=txt&version=edited')).toBe(
      'Anna: Mötet börjar klockan nio.\nR: Vi är klara.\n',
    );
    for (const format of ['srt', 'vtt']) {
      const text = await documentOf(jobId, `format=${format}&version=edited`);
      expect(text).toContain('Mötet börjar klockan nio.');
      expect(text).not.toContain('nie.');
    }
    expect(await documentOf(jobId, 'format=vtt&version=edited')).toMatch(
      /^WEBVTT\n\n00:00:00\.000 --> 00:00:0\d\.\d{3}\n/,
    );
  });

  test('of any number can be had, after an undo as well', async () => {
    const jobId = await published();
    await edited(jobId, 0, NINE);
    await edited(jobId, 1, { op: 'replace', words: ['1.2'], text: 'redo.' });
    await edited(jobId, 2, { op: 'undo' });
    const lines = async (version: string | number) =>
      (await documentOf(jobId, `format=txt&version=${version}`)).split('\n').slice(0, 2);
    expect(await lines(1)).toEqual(['L: Mötet börjar klockan nio.', 'R: Vi är klara.']);
    expect(await lines(2)).toEqual(['L: Mötet börjar klockan nio.', 'R: Vi är redo.']);
    expect(await lines(3)).toEqual(await lines(1));
    expect(await lines('edited')).toEqual(await lines(1));
    expectProblem(await get(`/jobs/${jobId}/transcript?version=4`), 404, 'not-found');
  });

  test('are gone with the transcript', async () => {
    const jobId = await published();
    await edited(jobId, 0, NINE);
    const place = { Bucket: cloud.output('ResultsBucketName'), Key: transcriptKey(jobId, 'json') };
    await cloud.s3.send(new DeleteObjectCommand(place));
    for (const format of FORMATS) {
      const answer = await get(`/jobs/${jobId}/transcript?format=${format}&version=edited`);
      expectProblem(answer, 404, 'not-found');
    }
  });

  test.each(['latest', '-1', '1.5', '10001', ''])('%j is no version', async (version) => {
    const answer = await get(`/jobs/${newJobId()}/transcript?version=${version}`);
    expect(expectProblem(answer, 422, 'invalid').errors?.[0]?.path).toBe('version');
  });

  test('while it is made there is only the machine’s', async () => {
    const jobId = await published({ status: 'processing', result: undefined });
    expect(Transcript.parse(JSON.parse(await documentOf(jobId, 'version=edited')))).toMatchObject({
      ...{ complete: false, segments: [] },
    });
    expectProblem(await get(`/jobs/${jobId}/transcript?version=1`), 404, 'not-found');
  });
});

describe('analyses of an edited transcript', () => {
  const claims: Claim[] = [
    {
      ...{ text: 'Mötet börjar nio.', status: 'supported' },
      support: [{ segment: 0, start: 1, end: 2, quote: 'klockan nie', match: 'exact' }],
    },
    {
      ...{ text: 'De är klara.', status: 'supported' },
      support: [{ segment: 1, start: 2.5, end: 4, quote: 'vi är klara', match: 'exact' }],
    },
  ];
  const analysis: Analysis = {
    ...{ preset: 'summary', status: 'completed', language: 'sv', model: 'm', text: '', claims },
    ...{ chapters: [], tokens: { prompt: 1, completion: 1 }, timings: {} },
    restsOn: { readSeconds: 4, fraction: 1, chapters: { read: 1, of: 1 }, missing: [] },
  };

  async function analysed(): Promise<string> {
    const jobId = await published({ analysis: [{ preset: 'summary', model: 'm' }] });
    const Body = JSON.stringify({ jobId, complete: true, analyses: [analysis] });
    const place = { Bucket: cloud.output('ResultsBucketName'), Key: analysisKey(jobId) };
    await cloud.s3.send(new PutObjectCommand({ ...place, Body }));
    return jobId;
  }

  test('say which claims rest on edited words, and of which version', async () => {
    const jobId = await analysed();
    const before = await get(`/jobs/${jobId}/analysis`);
    expect(JSON.parse(before.text)).toEqual({ jobId, complete: true, analyses: [analysis] });
    await edited(jobId, 0, ANNA);
    await edited(jobId, 1, NINE);
    const { text } = await get(`/jobs/${jobId}/analysis`);
    const document = AnalysisDocument.parse(JSON.parse(text));
    expect(document.edited).toEqual({ version: 2, claims: 1 });
    const supports = document.analyses[0]?.claims.map(({ support }) => support[0]);
    expect(supports).toEqual([{ ...claims[0]?.support[0], changed: true }, claims[1]?.support[0]]);
    const { text: shown } = await get(`/jobs/${jobId}/analysis?format=txt`);
    expect(shown).toContain('[REDIGERAT – de citerade orden har ändrats i utskriften] Mötet');
    expect(shown).toContain('- De är klara.');
  });
});
