/** Uploads in parts, as a page does them: with breaks, wrong parts, and strangers. */
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { scriptAudio } from '../../chaos/script.ts';
import { jobKey, uploadKey } from '../../core/aws/dynamodb/items.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { DeletionReceipt } from '../../core/view/deletion-receipt.ts';
import {
  CompletedUpload,
  CreatedUpload,
  SignedParts,
  UploadView,
} from '../../core/view/upload-view.ts';
import { ask, expectProblem, type Asked, type Answered } from '../support/ask.ts';
import { expectFailed } from '../support/failed-job.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PART = 8 * 1024 ** 2;
/** Two parts. */
const FILE = longAudio(12_000_000);

/** Audio for the stub engine, with spaces at the end of its only chunk but `fmt `. */
function longAudio(bytes: number): Buffer {
  const audio = scriptAudio({ ...SHORT, title: 'långfilen delades i stycken' });
  const whole = Buffer.concat([audio, Buffer.alloc(bytes - audio.length, ' ')]);
  const sizeAt = whole.indexOf('note') + 4;
  whole.writeUInt32LE(whole.length - 8, 4);
  whole.writeUInt32LE(whole.length - sizeAt - 4, sizeAt);
  return whole;
}

let cloud: TestCloud;
let stranger: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  stranger = await keyOf(cloud, 'another-uploader');
});
afterAll(() => cloud.leave());

type Created = z.infer<typeof CreatedUpload>;

const bodyOf = (fields: object = {}) => ({
  audio: { upload: { filename: 'lång fil.wav', bytes: FILE.length, ...fields } },
  webhook: cloud.webhook,
});

async function create(fields: object = {}, headers = {}): Promise<Created> {
  const answer = await ask(cloud, { path: '/uploads', body: bodyOf(fields), headers });
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 202 });
  return CreatedUpload.parse(JSON.parse(answer.text));
}

const at = (id: string, path: string, asked: Asked = {}) =>
  ask(cloud, { path: `/uploads/${id}${path}`, ...asked });
const sign = (id: string, parts: unknown, key?: string) =>
  at(id, '/parts', { body: { parts }, ...(key !== undefined && { key }) });
const complete = (id: string) => at(id, '/complete', { body: {} });
const remove = (id: string) => at(id, '', { method: 'DELETE' });

async function read(id: string): Promise<z.infer<typeof UploadView>> {
  const answer = await at(id, '', { method: 'GET' });
  expect(answer.status).toBe(200);
  return UploadView.parse(JSON.parse(answer.text));
}

async function signed(id: string, parts: number[]): Promise<z.infer<typeof SignedParts>> {
  const answer = await sign(id, parts);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  return SignedParts.parse(JSON.parse(answer.text));
}

const sliceOf = (part: number) => FILE.subarray((part - 1) * PART, part * PART);

/** @returns the status, and S3's word for what is wrong */
async function put(url: string, body: Buffer): Promise<[number, string | undefined]> {
  const answer = await fetch(url, { method: 'PUT', body });
  return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
}

async function send(id: string, parts: number[]): Promise<void> {
  for (const { part, url, bytes } of (await signed(id, parts)).parts) {
    expect(bytes).toBe(sliceOf(part).length);
    expect(await put(url, sliceOf(part))).toEqual([200, undefined]);
  }
}

async function openUploads(jobId: string): Promise<number> {
  const { Uploads = [] } = await cloud.s3.send(
    new ListMultipartUploadsCommand({
      Bucket: cloud.output('AudioBucketName'),
      Prefix: `uploads/${jobId}/`,
    }),
  );
  return Uploads.length;
}

/** Makes the upload have expired so long ago. */
async function expireAgo(jobId: string, minutes: number): Promise<void> {
  const expired = new Date(Date.now() - minutes * MINUTE_MS).toISOString();
  const fields = [
    { Key: jobKey(jobId), UpdateExpression: 'SET uploadExpiresAt = :at' },
    { Key: uploadKey(jobId), UpdateExpression: 'SET expiresAt = :at' },
  ];
  for (const field of fields) {
    const ExpressionAttributeValues = { ':at': expired };
    const { client, name: TableName } = cloud.table;
    await client.send(new UpdateCommand({ TableName, ...field, ExpressionAttributeValues }));
  }
}

describe('a file in parts', () => {
  test('goes on after a break with what is missing, and becomes a transcript', async () => {
    const { uploadId, jobId, partBytes, partCount, status, expiresAt } = await create();
    expect({ uploadId, partBytes, partCount, status }).toEqual({
      uploadId: jobId,
      partBytes: PART,
      partCount: 2,
      status: 'awaiting_upload',
    });
    const left = Date.parse(expiresAt) - Date.now();
    expect(left).toBeGreaterThan(DAY_MS - MINUTE_MS);
    expect(left).toBeLessThanOrEqual(DAY_MS);
    await send(uploadId, [2]);

    // A reload: the page knows the id alone.
    const found = await read(uploadId);
    expect(found).toMatchObject({
      filename: 'lång fil.wav',
      bytes: FILE.length,
      complete: false,
      parts: [
        { part: 2, bytes: FILE.length - PART, etag: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ],
    });
    const refused = expectProblem(await complete(uploadId), 409, 'not-yet');
    expect(refused.errors).toEqual([{ path: 'parts.1', message: expect.any(String) }]);
    await send(uploadId, [1]);
    const answer = await complete(uploadId);
    expect(answer.status).toBe(202);
    expect(CompletedUpload.parse(JSON.parse(answer.text)).jobId).toBe(jobId);
    expect(answer.headers.get('location')).toMatch(new RegExp(`/jobs/${jobId}$`));
    await cloud.completed(jobId);
    expect((await cloud.jobs.job(jobId))?.audio).toMatchObject({ bytes: FILE.length });
    expect(await openUploads(jobId)).toBe(0);
  });

  test('that is complete stays so: completed again, and not to be sent or cancelled', async () => {
    const { uploadId, jobId } = await create();
    const late = await signed(uploadId, [1]);
    await send(uploadId, [1, 2]);
    expect((await complete(uploadId)).status).toBe(202);
    expect((await complete(uploadId)).status).toBe(202);
    expect(await read(uploadId)).toMatchObject({ complete: true, parts: [] });
    expect(await put(late.parts[0]?.url ?? '', sliceOf(1))).toEqual([404, 'NoSuchUpload']);
    expectProblem(await sign(uploadId, [1]), 409, 'not-in-this-state');
    expectProblem(await remove(uploadId), 409, 'not-in-this-state');
    await cloud.completed(jobId);
    expect((await complete(uploadId)).status).toBe(202);
    expect(await read(uploadId)).toMatchObject({ complete: true, status: 'completed' });
    expectProblem(await remove(uploadId), 409, 'not-in-this-state');
  });

  test('that two requests complete at once is one file', async () => {
    const { uploadId, jobId } = await create();
    await send(uploadId, [1, 2]);
    const both = await Promise.all([complete(uploadId), complete(uploadId)]);
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    await cloud.completed(jobId);
  });

  test('whose completion was never noted is found to be complete', async () => {
    const { uploadId, jobId } = await create();
    await send(uploadId, [1, 2]);
    const { emulator } = cloud.cloud.aws;
    await emulator.put({ s3Copies: 0 });
    try {
      expect((await complete(uploadId)).status).toBe(202);
    } finally {
      await emulator.put({ s3Copies: 1 });
    }
    await cloud.table.client.send(
      new UpdateCommand({
        TableName: cloud.table.name,
        Key: uploadKey(jobId),
        UpdateExpression: 'REMOVE completedAt',
      }),
    );
    expect(await read(uploadId)).toMatchObject({ complete: true, status: 'awaiting_upload' });
    expect((await complete(uploadId)).status).toBe(202);
    // Its event never comes: the job's expiry looks for the object.
    await expireAgo(jobId, 10);
    expect((await cloud.client.job(jobId)).status).not.toBe('failed');
    await cloud.completed(jobId);
  });

  test('is the job of its Idempotency-Key, and of no request to POST /jobs', async () => {
    const headers = { 'idempotency-key': `key of ${newJobId()}` };
    const first = await create({}, headers);
    await send(first.uploadId, [2]);
    expect(await create({}, headers)).toEqual(first);
    expect((await read(first.uploadId)).parts).toMatchObject([{ part: 2 }]);
    expect(await openUploads(first.jobId)).toBe(1);
    expectProblem(await ask(cloud, { body: bodyOf(), headers }), 422, 'idempotency-mismatch');
    const other = { path: '/uploads', body: bodyOf({ bytes: 9 }), headers };
    expectProblem(await ask(cloud, other), 422, 'idempotency-mismatch');
  });
});

test('ten requests at once with one Idempotency-Key begin one upload', async () => {
  const headers = { 'idempotency-key': `key of ${newJobId()}` };
  const all = await Promise.all(Array.from({ length: 10 }, () => create({}, headers)));
  expect(new Set(all.map(({ uploadId }) => uploadId)).size).toBe(1);
  const uploadId = all[0]?.uploadId ?? '';
  expect(await openUploads(uploadId)).toBe(1);
  await send(uploadId, [1, 2]);
  expect((await complete(uploadId)).status).toBe(202);
  await cloud.completed(uploadId);
});

describe('the address of a part', () => {
  test('takes a part of the announced size, and nothing else', async () => {
    const { uploadId } = await create();
    const before = Date.now();
    const { parts, expiresAt } = await signed(uploadId, [1, 2]);
    expect(Date.parse(expiresAt) - before).toBeLessThanOrEqual(15 * MINUTE_MS + 5000);
    const [first = '', second = ''] = parts.map(({ url }) => url);
    expect(parts.map(({ headers }) => headers)).toEqual([
      { 'content-length': `${PART}` },
      { 'content-length': `${FILE.length - PART}` },
    ]);
    expect(await put(first, sliceOf(2))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await put(second, Buffer.alloc(0))).toEqual([403, 'SignatureDoesNotMatch']);
    const moved = second.replace('partNumber=2', 'partNumber=1');
    expect(await put(moved, sliceOf(2))).toEqual([403, 'SignatureDoesNotMatch']);
    const other = await create();
    const foreign = second.replaceAll(uploadId, other.uploadId);
    expect(await put(foreign, sliceOf(2))).toEqual([403, 'SignatureDoesNotMatch']);
    expect((await read(uploadId)).parts).toEqual([]);
  });

  test('never outlives the upload', async () => {
    const { uploadId } = await create();
    await expireAgo(uploadId, -5);
    const { parts, expiresAt } = await signed(uploadId, [1]);
    const seconds = Number(new URL(parts[0]?.url ?? '').searchParams.get('X-Amz-Expires'));
    expect(seconds).toBeLessThanOrEqual(300);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(5 * MINUTE_MS);
  });
});

test('a file may be larger than one PUT: 16 GiB in 2048 parts', async () => {
  const bytes = 16 * 1024 ** 3;
  const { uploadId, partBytes, partCount } = await create({ bytes });
  expect(partBytes * partCount).toBe(bytes);
  const [last] = (await signed(uploadId, [partCount])).parts;
  expect(last).toMatchObject({ part: 2048, bytes: PART });
});

describe('an upload that is refused', () => {
  test.each<[string, unknown]>([
    ['no part', []],
    ['part 0', [0]],
    ['a part after the last', [3]],
    ['half a part', [1.5]],
    ['the same part twice', [1, 1]],
    ['a word', ['1']],
    ['more than a hundred', Array.from({ length: 101 }, (_, nth) => nth + 1)],
    ['a number', 1],
  ])('for the address of %s', async (_, parts) => {
    const { uploadId } = await create();
    const { errors } = expectProblem(await sign(uploadId, parts), 422, 'invalid');
    expect(errors?.[0]?.path).toMatch(/^parts/);
  });

  test.each<[string, object]>([
    ['an empty file', { bytes: 0 }],
    ['a file without a name', { filename: '' }],
    ['an unknown field', { parts: 3 }],
  ])('for %s', async (_, fields) => {
    const answer = await ask(cloud, { path: '/uploads', body: bodyOf(fields) });
    expectProblem(answer, 422, 'invalid');
  });

  test('for a file of more than 16 GiB, with the limit', async () => {
    const body = bodyOf({ bytes: 16 * 1024 ** 3 + 1 });
    const { detail } = expectProblem(
      await ask(cloud, { path: '/uploads', body }),
      413,
      'too-large',
    );
    expect(detail).toContain('17179869184');
  });

  test('for audio that is not to be uploaded', async () => {
    const body = { audio: { url: 'https://example.com/a.mp3' } };
    expectProblem(await ask(cloud, { path: '/uploads', body }), 422, 'invalid');
  });

  test('for a job whose audio comes in one piece', async () => {
    const { text } = await ask(cloud, { body: bodyOf() });
    const { jobId } = z.looseObject({ jobId: z.string() }).parse(JSON.parse(text));
    expectProblem(await at(jobId, '', { method: 'GET' }), 404, 'not-found');
    expectProblem(await sign(jobId, [1]), 404, 'not-found');
    expectProblem(await complete(jobId), 404, 'not-found');
  });

  test('for another owner, who can neither see nor disturb it', async () => {
    const { uploadId } = await create();
    await send(uploadId, [2]);
    const foreign: Answered[] = [
      await at(uploadId, '', { method: 'GET', key: stranger }),
      await sign(uploadId, [1], stranger),
      await at(uploadId, '/complete', { body: {}, key: stranger }),
      await at(uploadId, '', { method: 'DELETE', key: stranger }),
    ];
    for (const answer of foreign) expectProblem(answer, 404, 'not-found');
    expect(await read(uploadId)).toMatchObject({
      status: 'awaiting_upload',
      parts: [{ part: 2 }],
    });
  });
});

describe('an upload that ends before it is complete', () => {
  test('by its owner: its job is cancelled, and no part is left', async () => {
    const { uploadId, jobId } = await create();
    await send(uploadId, [1]);
    const [address] = (await signed(uploadId, [2])).parts;
    expect(await remove(uploadId)).toMatchObject({ status: 204, text: '' });
    expect(await openUploads(jobId)).toBe(0);
    expect((await cloud.ended(jobId)).status).toBe('cancelled');
    expect((await remove(uploadId)).status).toBe(204);
    expect(await put(address?.url ?? '', sliceOf(2))).toEqual([404, 'NoSuchUpload']);
    expectProblem(await sign(uploadId, [2]), 409, 'not-in-this-state');
    expectProblem(await complete(uploadId), 409, 'not-in-this-state');
    expect(await read(uploadId)).toMatchObject({ status: 'cancelled', complete: false, parts: [] });
  });

  test('by the cancellation of its job: no part is left', async () => {
    const { uploadId, jobId } = await create();
    await send(uploadId, [1]);
    expect((await ask(cloud, { path: `/jobs/${jobId}/cancel` })).status).toBe(200);
    expect((await cloud.ended(jobId)).status).toBe('cancelled');
    expect(await openUploads(jobId)).toBe(0);
    expectProblem(await complete(uploadId), 409, 'not-in-this-state');
  });

  test('by time: no more parts, the job fails, and no part is left', async () => {
    const { uploadId, jobId } = await create();
    await send(uploadId, [1]);
    await expireAgo(jobId, 1);
    expectProblem(await sign(uploadId, [2]), 409, 'not-in-this-state');
    expectProblem(await complete(uploadId), 409, 'not-in-this-state');
    await expireAgo(jobId, 10);
    expect((await cloud.client.job(jobId)).status).toBe('failed');
    await expectFailed(cloud, jobId, 'UploadExpired');
    expect(await openUploads(jobId)).toBe(0);
    expect((await remove(uploadId)).status).toBe(204);
  });

  test('and is deleted: nothing is left but the receipt, which names a part that was under way', async () => {
    const { uploadId, jobId } = await create();
    await remove(uploadId);
    await cloud.ended(jobId);
    const answer = await ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}` });
    const receipt = DeletionReceipt.parse(JSON.parse(answer.text));
    expect(receipt.removed).toContainEqual({ what: 'job', where: 'table', count: 2 });
    expect(receipt.removed).toContainEqual({
      ...{ what: 'audio', where: 'audio-bucket' },
      ...{ count: 0, bytes: 0 },
    });
    const until = receipt.remains.find(({ where }) => where === 'audio-bucket')?.until ?? '';
    expect(Date.parse(until) - Date.parse(receipt.deletedAt)).toBeLessThan(2 * DAY_MS);
    expectProblem(await at(uploadId, '', { method: 'GET' }), 404, 'not-found');
  });
});
