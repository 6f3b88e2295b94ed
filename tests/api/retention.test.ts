/** What a job's retention deletes, as its owner sees it, and the receipts that anybody can verify. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { OwnerRetentionRegistry } from '../../core/aws/dynamodb/owner-retention-registry.ts';
import { ReceiptKeys } from '../../core/receipts/signing-key.ts';
import { verifyReceipt } from '../../core/receipts/verify-receipt.ts';
import { DeletionReceipts } from '../../core/view/retention-receipt.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { everything, kindsWith } from '../support/everything.ts';
import { invokeRound } from '../support/invoke.ts';
import { publishedJob } from '../support/published-job.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const HOUR_MS = 3_600_000;
const RARE = 'lagringskvarnhjul';
const SECRET = 'a secret of pseudonyms';
const SEGMENTS = [{ id: 0, start: 1, end: 2.5, text: `Ett ${RARE}.`, confidence: 0.9, flags: [] }];
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

let cloud: TestCloud;
beforeAll(async () => {
  // Everything that is stored is searched, and rounds delete what is due: neither for others.
  cloud = await TestCloud.start({ engine: STUB_ENGINE });
});
afterAll(() => cloud.stop());

const get = (path: string, key?: string | null) =>
  ask(cloud, { method: 'GET', path, ...(key !== undefined && { key }) });

/** Ended an hour ago. */
function endedJob(retention: { audioDays?: number; transcriptDays?: number }): Promise<string> {
  const job = {
    ...{ createdAt: hoursAgo(2), endedAt: hoursAgo(1), retention },
    redactionSecret: SECRET,
  };
  return publishedJob(cloud, { segments: SEGMENTS, job });
}

async function receiptsOf(jobId: string) {
  const { text } = await get(`/jobs/${jobId}/deletions`);
  return DeletionReceipts.parse(JSON.parse(text)).receipts;
}

describe('a job whose transcript may be kept for no day', () => {
  let jobId: string;

  test('is not read any more, though nothing is deleted yet', async () => {
    jobId = await endedJob({ transcriptDays: 0 });
    await new EditStore(cloud.table).add(jobId, {
      ...{ version: 1, at: hoursAgo(1), by: { name: 'a' } },
      edits: [{ op: 'undo' }],
    });
    for (const below of [
      'transcript',
      'transcript?format=docx',
      'subtitles',
      'edits',
      'analysis',
    ]) {
      expectProblem(await get(`/jobs/${jobId}/${below}`), 410, 'kept-no-longer');
    }
    const link = await ask(cloud, { path: `/jobs/${jobId}/links`, body: {} });
    expectProblem(link, 410, 'kept-no-longer');
    expect((await get(`/jobs/${jobId}/audio`)).status).toBe(200);
    expect(await receiptsOf(jobId)).toEqual([]);
  });

  test('has no word of it left after the next round; the audio stays', async () => {
    expect(kindsWith(RARE, await everything(cloud))).toEqual(['objects']);
    expect((await cloud.jobs.job(jobId))?.redactionSecret).toBe(SECRET);
    await invokeRound(cloud, 'catchUp');
    expect(kindsWith(RARE, await everything(cloud))).toEqual([]);
    expect((await cloud.jobs.job(jobId))?.redactionSecret).toBeUndefined();
    expect(await new EditStore(cloud.table).all(jobId)).toEqual([]);
    expect((await get(`/jobs/${jobId}/audio`)).status).toBe(200);
    const job = await cloud.client.job(jobId);
    expect(job).toMatchObject({
      status: 'completed',
      retention: { transcriptDays: 0, transcriptDeletedAt: expect.any(String) },
    });
    expect(job.result).toBeUndefined();
    const told = (await cloud.timelines.of(jobId)).map(({ what }) => what);
    expect(told).toContain('transcript-deleted');
    expectProblem(await get(`/jobs/${jobId}/transcript`), 410, 'kept-no-longer');
  });

  test('has a receipt that a stranger verifies with the public keys', async () => {
    const answer = await get('/receipt-keys', null);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = ReceiptKeys.parse(JSON.parse(answer.text));
    const [receipt] = await receiptsOf(jobId);
    expect(receipt).toMatchObject({ jobId, what: 'transcript', days: 0 });
    const pems = keys.map(({ publicKey }) => publicKey);
    expect(verifyReceipt(JSON.stringify(receipt), pems)).toEqual(receipt);
    expect(answer.text).not.toContain('PRIVATE');
  });

  test('is looked at no more: another round changes nothing', async () => {
    const before = await receiptsOf(jobId);
    await invokeRound(cloud, 'catchUp');
    expect(await receiptsOf(jobId)).toEqual(before);
  });

  test('is deleted with its receipts, and that receipt is signed as well', async () => {
    const { status, text } = await ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}` });
    expect(status).toBe(200);
    const { keys } = ReceiptKeys.parse(JSON.parse((await get('/receipt-keys', null)).text));
    const pems = keys.map(({ publicKey }) => publicKey);
    expect(verifyReceipt(text, pems)).toMatchObject({ jobId });
    expectProblem(await get(`/jobs/${jobId}/deletions`), 404, 'not-found');
  });
});

test('audio is deleted at its time, and the transcript stays', async () => {
  const jobId = await endedJob({ audioDays: 0, transcriptDays: 30 });
  expectProblem(await get(`/jobs/${jobId}/audio`), 410, 'kept-no-longer');
  await invokeRound(cloud, 'catchUp');
  expect((await cloud.client.job(jobId)).retention?.audioDeletedAt).toBeDefined();
  expect((await get(`/jobs/${jobId}/transcript`)).status).toBe(200);
  const [receipt] = await receiptsOf(jobId);
  expect(receipt?.removed).toEqual([{ what: 'audio', where: 'audio-bucket', count: 1, bytes: 5 }]);
});

test('what a job does not say is as its owner has it when it is created', async () => {
  const owner = 'keeps-little';
  const key = await keyOf(cloud, owner);
  const registry = new OwnerRetentionRegistry(cloud.table);
  await registry.set({ owner, retention: { audioDays: 7, transcriptDays: 90 } });
  const Created = z.looseObject({ jobId: z.string() });
  const create = async () => {
    const body = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
    return Created.parse(JSON.parse((await ask(cloud, { body, key })).text)).jobId;
  };
  const first = await create();
  await registry.remove(owner);
  const second = await create();
  expect((await cloud.jobs.job(first))?.retention).toEqual({ audioDays: 7, transcriptDays: 90 });
  expect((await cloud.jobs.job(second))?.retention).toBeUndefined();
});
