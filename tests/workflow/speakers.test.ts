/** A job that asks who speaks, from the request to every document, with the stub engine. */
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CreatedLink } from '../../core/access/share-link.ts';
import type { Script } from '../../chaos/script.ts';
import { Transcript, TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import { deleteJob } from '../support/delete-job.ts';
import { ask } from '../support/ask.ts';
import { openedWord } from '../support/open-word.ts';
import { programIn } from '../support/processes.ts';
import { held, scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';

/** Said by two in turn. */
const TALK: Script = { title: 'vi talade om bron', windows: 3, paceSeconds: 0 };
/** Long enough to be interrupted after some of it. */
const LONG_TALK: Script = { title: 'och sedan om vägen', windows: 12, paceSeconds: 0.4 };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function submitted(script: Script): Promise<string> {
  const asked = { speakers: 'auto' as const, review: true, vocabulary: ['bron'], words: true };
  return (await cloud.client.submitFile(scriptFile(script), { ...asked, force: true })).jobId;
}

async function get(path: string): Promise<Buffer> {
  const { apiUrl, apiKey } = cloud.cloud.info;
  const answer = await fetch(`${apiUrl}${path}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

const documentOf = async (jobId: string, query: string) =>
  (await get(`/jobs/${jobId}/transcript?${query}`)).toString();

async function transcriptOf(jobId: string, query = ''): Promise<Transcript> {
  return Transcript.parse(JSON.parse(await documentOf(jobId, `format=json&${query}`)));
}

/** Keys of the pieces of voices that its attempts have left. */
async function voices(jobId: string): Promise<string[]> {
  const Bucket = cloud.output('ResultsBucketName');
  const Prefix = `jobs/${jobId}/attempts/`;
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.flatMap(({ Key = '' }) => (Key.includes('/speakers/') ? [Key] : []));
}

describe('a job that asks who speaks', () => {
  let jobId: string;
  beforeAll(async () => {
    jobId = await submitted(TALK);
    await cloud.completed(jobId);
  });

  test('has the speakers in every format', async () => {
    const made = await transcriptOf(jobId);
    expect(made.segments.map(({ speaker }) => speaker)).toEqual(['S1', 'S2', 'S1']);
    expect(new Set(made.words?.map(({ speaker }) => speaker))).toEqual(new Set(['S1', 'S2']));
    expect(made.speakers).toEqual([
      { id: 'S1', seconds: 60, turns: 2, firstHeard: 0 },
      { id: 'S2', seconds: 30, turns: 1, firstHeard: 30 },
    ]);
    expect(await documentOf(jobId, 'format=txt')).toBe(
      'S1: vi talade om bron 0\nS2: vi talade om bron 1\nS1: vi talade om bron 2\n',
    );
    expect(await documentOf(jobId, 'format=vtt')).toContain('<v S2>vi talade om bron 1\n');
    expect(await documentOf(jobId, 'format=srt&speakers=true')).toContain('\nS2: vi talade om');
    const word = await get(`/jobs/${jobId}/transcript?format=docx`);
    expect(openedWord([word])[0]?.map(([, text]) => text)).toContain(
      '00:00:30  S2: vi talade om bron 1',
    );
  });

  test('has its places to hear again, and what became of its word list', async () => {
    const made = await transcriptOf(jobId);
    expect(made.review).toMatchObject([{ word: 'vi', reason: 'low_probability' }]);
    expect(made.vocabularyReport?.heard.map(({ entry }) => entry)).toEqual([
      'bron',
      'bron',
      'bron',
    ]);
    const page = JSON.parse(await documentOf(jobId, 'after=0')) as object;
    expect(page).toMatchObject({
      complete: true,
      speakers: made.speakers,
      review: made.review,
      vocabularyReport: made.vocabularyReport,
    });
  });

  test('has the names that a person gives in every format, and in a link', async () => {
    const edits = [{ op: 'name', speaker: 'S2', name: 'Bo Ek' }];
    const body = { base: 0, edits };
    expect((await ask(cloud, { path: `/jobs/${jobId}/edits`, body })).status).toBe(201);

    const made = await transcriptOf(jobId, 'version=edited');
    expect(made.speakers).toMatchObject([{ id: 'S1' }, { id: 'S2', name: 'Bo Ek' }]);
    expect(made.words?.some(({ speaker }) => speaker === 'S2')).toBe(true);
    const edited = (format: string) => documentOf(jobId, `version=edited&format=${format}`);
    expect(await edited('txt')).toContain('Bo Ek: vi talade om bron 1\n');
    expect(await edited('vtt')).toContain('<v Bo Ek>vi talade om bron 1');
    expect(await edited('srt&speakers=true')).toContain('Bo Ek: vi talade om');

    const { text } = await ask(cloud, { path: `/jobs/${jobId}/links`, body: {} });
    const { token } = CreatedLink.parse(JSON.parse(text));
    const path = `/links/${token}/transcript?format=txt`;
    const shared = await ask(cloud, { method: 'GET', path, key: null });
    expect(shared.text).toContain('Bo Ek: vi talade om bron 1\n');
  });
});

test('a job that is interrupted has the same documents, and what it left is deleted with it', async () => {
  const undisturbed = await submitted(LONG_TALK);
  await cloud.completed(undisturbed);
  const { script, letGo } = held(LONG_TALK);
  const jobId = await submitted(script);
  await programIn(cloud, { jobId, attempt: 1 }, 'engine');
  await cloud.until('text is there', jobId, async () => {
    const so = await cloud.client.transcript(jobId);
    return so.segments.length > 0;
  });
  const [first] = cloud.instancesOf(jobId);
  cloud.cloud.ec2.host.interrupt(first?.id ?? '', 2_000);
  await cloud.until('its machine ends', jobId, () => first?.state !== 'running');
  letGo();

  expect(await cloud.completed(jobId)).toMatchObject({ attempt: 2 });
  expect((await voices(jobId)).length).toBeGreaterThan(0);
  for (const format of TRANSCRIPT_FORMATS.filter((one) => one !== 'json')) {
    const query = `format=${format}`;
    expect(await documentOf(jobId, query)).toBe(await documentOf(undisturbed, query));
  }
  const { segments, words, speakers } = await transcriptOf(undisturbed);
  expect(await transcriptOf(jobId)).toMatchObject({ segments, words, speakers });

  await deleteJob(cloud, jobId);
  expect(await voices(jobId)).toEqual([]);
});
