import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { scriptAudio } from '../../chaos/script.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { expectFailed } from '../support/failed-job.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { ask } from '../support/ask.ts';

const MINUTE_MS = 60_000;
const AUDIO = scriptAudio(SHORT);

const Created = z.looseObject({
  jobId: z.string(),
  upload: z.object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt: z.iso.datetime(),
  }),
});
type Upload = z.infer<typeof Created>['upload'];

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function create(fields: object = {}): Promise<z.infer<typeof Created>> {
  const audio = { upload: { filename: 'a.wav', bytes: AUDIO.length, ...fields } };
  const { text } = await ask(cloud, { body: { audio, webhook: cloud.webhook } });
  return Created.parse(JSON.parse(text));
}

/** Sends a body to an upload address, as any HTTP client would. */
async function send(
  { method, url, headers }: Upload,
  body: Buffer,
  change: Record<string, string> = {},
): Promise<number> {
  const { 'content-length': _, ...rest } = headers; // fetch counts for itself
  const answer = await fetch(url, { method, headers: { ...rest, ...change }, body });
  await answer.body?.cancel();
  return answer.status;
}

async function statusOf(jobId: string): Promise<string> {
  return (await cloud.client.job(jobId)).status;
}

describe('an upload address', () => {
  test('takes the announced file once, and starts the job', async () => {
    const { jobId, upload } = await create();
    expect(await send(upload, AUDIO)).toBe(200);
    expect(await send(upload, AUDIO)).toBe(412);
    await cloud.completed(jobId);
    expect(await send(upload, AUDIO)).toBe(412);
    expect(await statusOf(jobId)).toBe('completed');
  });

  test('takes no other length', async () => {
    const { jobId, upload } = await create();
    expect(await send(upload, AUDIO.subarray(1))).toBe(403);
    expect(await send(upload, Buffer.concat([AUDIO, AUDIO]))).toBe(403);
    expect(await send(upload, Buffer.alloc(0))).toBe(403);
    expect(await statusOf(jobId)).toBe('awaiting_upload');
  });

  test('cannot be used to overwrite: the condition is signed', async () => {
    const { upload } = await create();
    const { 'if-none-match': _, ...headers } = upload.headers;
    expect(await send({ ...upload, headers }, AUDIO)).toBe(403);
  });

  test('takes the announced type only, where one was announced', async () => {
    const { upload } = await create({ contentType: 'audio/wav' });
    expect(upload.headers['content-type']).toBe('audio/wav');
    expect(await send(upload, AUDIO, { 'content-type': 'text/html' })).toBe(403);
    expect(await send(upload, AUDIO)).toBe(200);
  });

  test('leads to one object: not for another key, not to read', async () => {
    const [mine, others] = [await create(), await create()];
    const url = mine.upload.url.replace(mine.jobId, others.jobId);
    expect(await send({ ...mine.upload, url }, AUDIO)).toBe(403);
    expect((await fetch(mine.upload.url)).status).toBe(403);
  });

  test('ends after fifteen minutes, which nobody can prolong', async () => {
    const { upload } = await create();
    const query = new URL(upload.url).searchParams;
    const left = Date.parse(upload.expiresAt) - Date.now();
    expect(query.get('X-Amz-Expires')).toBe('900');
    expect(left).toBeLessThanOrEqual(15 * MINUTE_MS);
    expect(left).toBeGreaterThan(14 * MINUTE_MS);
    const url = upload.url.replace('X-Amz-Expires=900', 'X-Amz-Expires=90000');
    expect(await send({ ...upload, url }, AUDIO)).toBe(403);
  });
});

describe('an upload that never comes', () => {
  /** Makes the address have ended so long ago. */
  async function endAgo(jobId: string, minutes: number): Promise<void> {
    const dynamo = new DynamoDBClient(cloud.cloud.aws.connection);
    await dynamo.send(
      new UpdateItemCommand({
        TableName: cloud.output('JobsTableName'),
        Key: { pk: { S: `job#${jobId}` }, sk: { S: 'job' } },
        UpdateExpression: 'SET uploadExpiresAt = :at',
        ExpressionAttributeValues: {
          ':at': { S: new Date(Date.now() - minutes * MINUTE_MS).toISOString() },
        },
      }),
    );
  }

  test('fails its job when somebody looks: UploadExpired, told to the owner, no instance', async () => {
    const { jobId } = await create();
    await endAgo(jobId, 10);
    expect(await statusOf(jobId)).toBe('failed');
    const job = await expectFailed(cloud, jobId, 'UploadExpired');
    expect(job.attempt).toBe(0);
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });

  test('is waited for a little longer: the news of it may be late', async () => {
    const { jobId, upload } = await create();
    await endAgo(jobId, 1);
    expect(await statusOf(jobId)).toBe('awaiting_upload');
    expect(await send(upload, AUDIO)).toBe(200);
    await cloud.completed(jobId);
  });

  test('but came, and only its event was lost, is found when somebody looks', async () => {
    const { jobId, upload } = await create();
    const { emulator } = cloud.cloud.aws;
    await emulator.put({ s3Copies: 0 });
    try {
      expect(await send(upload, AUDIO)).toBe(200);
    } finally {
      await emulator.put({ s3Copies: 1 });
    }
    expect(await statusOf(jobId)).toBe('awaiting_upload');
    await endAgo(jobId, 10);
    expect(await statusOf(jobId)).not.toBe('failed');
    await cloud.completed(jobId);
  });

  test('and comes when the job has failed changes nothing', async () => {
    const { jobId, upload } = await create();
    await endAgo(jobId, 10);
    expect(await statusOf(jobId)).toBe('failed');
    expect(await send(upload, AUDIO)).toBe(200);
    await expectFailed(cloud, jobId, 'UploadExpired');
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });
});
