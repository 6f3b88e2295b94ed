/** Links that show one transcript without a key, for a time. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { CreatedLink, LinkView, MOST_LINKS, newLink } from '../../core/access/share-link.ts';
import { JobRemoval } from '../../core/aws/dynamodb/job-removal.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { documentKey, transcriptKey, waveformKey } from '../../core/job/work-order.ts';
import { DeletionReceipt } from '../../core/view/deletion-receipt.ts';
import { AudioLink } from '../../core/view/audio-link.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { publishedJob } from '../support/published-job.ts';
import { everyRow } from '../support/every-row.ts';
import { TestCloud } from '../support/test-cloud.ts';

const DAY_MS = 24 * 3600 * 1000;
const SEGMENTS = [
  {
    ...{ id: 0, start: 1, end: 2.5, text: 'Hemliga kvarnhjul.' },
    ...{ confidence: 0.9, flags: [], speaker: 'L' },
  },
];

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

const newJob = () => publishedJob(cloud, { segments: SEGMENTS });
const open = (token: string, below = '') =>
  ask(cloud, { method: 'GET', path: `/links/${token}${below}`, key: null });
const create = (jobId: string, body: object = {}) =>
  ask(cloud, { path: `/jobs/${jobId}/links`, body });
const end = (jobId: string, linkId: string) =>
  ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}/links/${linkId}` });

async function created(jobId: string, body?: object): Promise<CreatedLink> {
  const answer = await create(jobId, body);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
  return CreatedLink.parse(JSON.parse(answer.text));
}

async function linksOf(jobId: string): Promise<LinkView[]> {
  const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/links` });
  return z.strictObject({ links: z.array(LinkView) }).parse(JSON.parse(text)).links;
}

/** Why it is a 404. */
function detailOf(answer: Answered): string {
  return expectProblem(answer, 404, 'not-found').detail;
}

describe('a link', () => {
  test('shows without a key what recording it is of, and nothing of the job', async () => {
    const jobId = await newJob();
    const { token, url, expiresAt } = await created(jobId);
    expect(url).toBe(`${cloud.cloud.info.pageUrl}#/shared/${token}`);
    const answer = await open(token);
    expect(JSON.parse(answer.text)).toEqual({
      filename: 'Möte 4.wav',
      createdAt: '2026-11-21T11:59:00.000Z',
      ...{ durationSeconds: 2.5, language: 'sv', expiresAt, audio: false },
    });
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('works for seven days, or for as many as asked for', async () => {
    const jobId = await newJob();
    for (const days of [undefined, 1, 90]) {
      const { createdAt, expiresAt } = await created(jobId, { ...(days && { days }) });
      expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe((days ?? 7) * DAY_MS);
    }
  });

  test.each([
    { days: 0 },
    { days: 91 },
    { days: 1.5 },
    { days: '7' },
    { audio: 'yes' },
    { all: 1 },
  ])('is not made of %j', async (body) => {
    expectProblem(await create(await newJob(), body), 422, 'invalid');
  });

  test('gives the audio and its waveform only if it was made so', async () => {
    const jobId = await newJob();
    const place = { Bucket: cloud.output('ResultsBucketName'), Key: waveformKey(jobId) };
    const waveform = { perSecond: 20, peaks: 'AAD/' };
    await cloud.s3.send(new PutObjectCommand({ ...place, Body: JSON.stringify(waveform) }));
    const [silent, heard] = [await created(jobId), await created(jobId, { audio: true })];
    for (const below of ['/audio', '/waveform']) {
      expect(detailOf(await open(silent.token, below))).toBe('The link gives the text only.');
    }
    const audio = AudioLink.parse(JSON.parse((await open(heard.token, '/audio')).text));
    expect(await (await fetch(audio.url)).text()).toBe('audio');
    expect(JSON.parse((await open(heard.token, '/waveform')).text)).toEqual(waveform);
  });

  test('of a job without a transcript is not made', async () => {
    const upload = { filename: 'a.wav', bytes: 9 };
    const { text } = await ask(cloud, { body: { audio: { upload } } });
    const { jobId } = JSON.parse(text) as { jobId: string };
    expectProblem(await create(jobId), 409, 'not-yet');
  });

  test('is one of fifty at most', async () => {
    const jobId = await newJob();
    const store = new LinkStore(cloud.table);
    for (let made = 0; made < MOST_LINKS; made++) {
      await store.add(newLink(jobId, { days: 1, audio: false }, new Date()).link);
    }
    expectProblem(await create(jobId), 409, 'not-in-this-state');
    const [first] = await linksOf(jobId);
    await end(jobId, first?.linkId ?? '');
    expect((await create(jobId)).status).toBe(201);
  });
});

describe('a link that shows nothing', () => {
  test('says the same whether it never was, is over, was ended, or its job was deleted', async () => {
    const [never, over, ended, deleted] = [
      await newJob(),
      await newJob(),
      await newJob(),
      await newJob(),
    ];
    const unknown = newLink(never, { days: 1, audio: true }, new Date());
    const past = newLink(over, { days: 1, audio: true }, new Date(Date.now() - DAY_MS));
    await new LinkStore(cloud.table).add(past.link);
    const revoked = await created(ended, { audio: true });
    expect((await end(ended, revoked.linkId)).status).toBe(204);
    const gone = await created(deleted, { audio: true });
    expect((await ask(cloud, { method: 'DELETE', path: `/jobs/${deleted}` })).status).toBe(200);
    const tokens = [
      unknown.token,
      past.token,
      revoked.token,
      gone.token,
      'x',
      '%00',
      'x'.repeat(43),
    ];
    for (const below of ['', '/audio', '/waveform']) {
      for (const token of tokens) {
        expect(detailOf(await open(token, below))).toBe(
          'There is no such link, or it works no longer.',
        );
      }
    }
    expect(await linksOf(over)).toEqual([]);
    expect(await linksOf(ended)).toEqual([]);
  });

  test('leaves nothing behind when its job is deleted, also if it was over', async () => {
    const jobId = await newJob();
    const past = newLink(jobId, { days: 1, audio: false }, new Date(Date.now() - DAY_MS));
    await new LinkStore(cloud.table).add(past.link);
    await created(jobId);
    const { text } = await ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}` });
    const { removed } = DeletionReceipt.parse(JSON.parse(text));
    expect(removed).toContainEqual({ what: 'links', where: 'table', count: 4 });
    const rows = (await everyRow(cloud.table)).filter((row) => JSON.stringify(row).includes(jobId));
    // The access log's stay, as the receipt says.
    const others = rows.filter(({ pk }) => !String(pk).startsWith('access#'));
    expect(others.map(({ sk }) => sk)).toEqual(['deletion']);
  });

  test('is ended once, by its own job', async () => {
    const [jobId, other] = [await newJob(), await newJob()];
    const { linkId, token } = await created(jobId);
    detailOf(await end(other, linkId));
    expect((await open(token)).status).toBe(200);
    expect((await end(jobId, linkId)).status).toBe(204);
    detailOf(await end(jobId, linkId));
    detailOf(await end(jobId, 'link-'));
  });
});

test('a large document of a job that is being deleted is not left behind', async () => {
  const jobId = await newJob();
  const { token } = await created(jobId);
  const document = () => open(token, '/transcript?format=txt&times=true');
  const Bucket = cloud.output('ResultsBucketName');
  const transcript = JSON.parse((await open(token, '/transcript?format=json')).text) as object;
  const text = 'Hemliga kvarnhjul. '.repeat(250_000);
  const Body = JSON.stringify({ ...transcript, segments: [{ ...SEGMENTS[0], text }] });
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key: transcriptKey(jobId, 'json'), Body }));
  expect((await document()).status).toBe(303);
  await new JobRemoval(cloud.table).begin({ jobId, owner: cloud.cloud.info.owner });
  expectProblem(await document(), 404, 'not-found');
  const Key = documentKey(jobId, { version: undefined, format: 'txt', times: true });
  const { ContentLength } = await cloud.s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect(ContentLength).toBe(0);
});

describe('a token', () => {
  test('opens its own transcript only, and nothing that needs a key', async () => {
    const [jobId, other] = [await newJob(), await newJob()];
    const { token } = await created(jobId, { audio: true });
    for (const path of [`/jobs/${jobId}`, `/jobs/${other}/transcript`, '/jobs']) {
      const answer = await ask(cloud, { method: 'GET', path, key: token });
      expectProblem(answer, 401, 'unauthenticated');
    }
    for (const method of ['POST', 'DELETE']) {
      const answer = await ask(cloud, { method, path: `/links/${token}`, key: null });
      expectProblem(answer, 404, 'not-found');
    }
  });

  test('is told once, and in no list, row or log line', async () => {
    const jobId = await newJob();
    const { token, ...link } = await created(jobId);
    await open(token);
    await open(token, '/audio');
    const [listed] = await linksOf(jobId);
    const { linkId, createdAt, expiresAt } = link;
    expect(listed).toEqual({ linkId, audio: false, createdAt, expiresAt });
    const all = await everyRow(cloud.table);
    const rows = all.filter((row) => row['jobId'] === jobId && 'hash' in row);
    expect(rows.map((row) => String(row['pk']).split('#')[0]).sort()).toEqual(['job', 'link']);
    expect(JSON.stringify(all)).not.toContain(token);
    const logs = path.join(cloud.cloud.aws.run.logs);
    const functions = readdirSync(logs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    expect(functions.some((text) => text.includes('GET /links/{token}'))).toBe(true);
    expect(functions.filter((text) => text.includes(token))).toEqual([]);
  });
});
