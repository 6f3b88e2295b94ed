/** Files of a bulk, as a client sends them: with checksums, breaks, changes and strange names. */
import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { SignedBulkFiles } from '../../core/bulk/bulk-files.ts';
import type { Bulk } from '../../core/bulk/bulk.ts';
import { aBulk } from '../support/a-bulk.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { isOver } from '../../core/bulk/bulk.ts';
import { BulkDeletion } from '../../core/view/bulk-deletion.ts';
import { BulkView, CreatedBulk } from '../../core/view/bulk-view.ts';
import { until } from '../support/until.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

type Signed = z.infer<typeof SignedBulkFiles>['files'][number];

async function newBulk(given: Partial<Bulk> = {}): Promise<string> {
  const bulk = aBulk({ ownedBy: cloud.cloud.info.owner, ...given });
  await new BulkStore(cloud.table).create(bulk);
  return bulk.bulkId;
}

const asked = (bulkId: string, files: unknown) =>
  ask(cloud, { path: `/bulk/${bulkId}/files`, body: { files } });

async function signed(bulkId: string, name: string, content: string): Promise<Signed> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const answer = await asked(bulkId, [{ name, bytes: Buffer.byteLength(content), sha256 }]);
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
  const [file] = SignedBulkFiles.parse(JSON.parse(answer.text)).files;
  if (!file) throw new TypeError('no file was answered');
  return file;
}

/** @returns the status, and S3's word for what is wrong */
async function put({ upload }: Signed, content: string): Promise<[number, string | undefined]> {
  if (!upload) throw new TypeError('the file is stored already');
  // fetch sets content-length itself.
  const { 'content-length': _, ...headers } = upload.headers;
  const answer = await fetch(upload.url, { method: 'PUT', headers, body: content });
  return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
}

async function storedAt(key: string): Promise<string | undefined> {
  const Bucket = cloud.output('AudioBucketName');
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key: key }));
  return Body?.transformToString();
}

describe('a file of a bulk', () => {
  test('is sent once: then it is there, below the bulk’s own prefix', async () => {
    const bulkId = await newBulk();
    const name = 'intervjuer/2026 våren/Åsa & Bo #1 (a+b).mp3';
    const file = await signed(bulkId, name, 'ljud');
    expect(file).toMatchObject({ name, isStored: false });
    expect(file.key).toBe(`in/${cloud.cloud.info.owner}/bulk/${bulkId}/${name}`);

    expect(await put(file, 'ljud')).toEqual([200, undefined]);

    expect(await storedAt(file.key)).toBe('ljud');
    expect(await signed(bulkId, name, 'ljud')).toEqual({ name, key: file.key, isStored: true });
    expect(await put(file, 'ljud'), 'the same address again').toEqual([412, 'PreconditionFailed']);
  });

  test('of another content or length than was told is refused', async () => {
    const file = await signed(await newBulk(), 'a.wav', 'abc');
    expect((await put(file, 'abd'))[0]).toBe(400);
    expect((await put(file, 'abcd'))[0]).toBe(403);
    await expect(storedAt(file.key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('that has changed since replaces the one that was sent', async () => {
    const bulkId = await newBulk();
    await put(await signed(bulkId, 'a.wav', 'before'), 'before');
    const changed = await signed(bulkId, 'a.wav', 'beyond');
    expect(changed.isStored).toBe(false);
    expect(await put(changed, 'beyond')).toEqual([200, undefined]);
    expect(await storedAt(changed.key)).toBe('beyond');
  });

  test('without a checksum is compared by its size', async () => {
    const bulkId = await newBulk();
    await put(await signed(bulkId, 'a.wav', 'abc'), 'abc');
    const files = [
      { name: 'a.wav', bytes: 3 },
      { name: 'b.wav', bytes: 3 },
    ];
    const answer = SignedBulkFiles.parse(JSON.parse((await asked(bulkId, files)).text));
    expect(answer.files.map(({ name, isStored }) => [name, isStored])).toEqual([
      ['a.wav', true],
      ['b.wav', false],
    ]);
  });

  test.each([
    '/a.wav',
    '../a.wav',
    'a/../b.wav',
    'a//b.wav',
    'a/',
    './a.wav',
    'a\u0000.wav',
    'a\\b',
  ])('is not named %j', async (name) => {
    expectProblem(await asked(await newBulk(), [{ name, bytes: 3 }]), 422, 'invalid');
  });

  test('comes once in a request, and with at most 99 others', async () => {
    const bulkId = await newBulk();
    const many = Array.from({ length: 101 }, (_, at) => ({ name: `${at}.wav`, bytes: 3 }));
    expectProblem(await asked(bulkId, [many[0], many[0]]), 422, 'invalid');
    expectProblem(await asked(bulkId, many), 422, 'invalid');
    expect((await asked(bulkId, many.slice(1))).status).toBe(200);
  });

  test.each(['submitting', 'completed', 'cancelled'] as const)(
    'does not come to a bulk that is %s',
    async (status) => {
      const answer = await asked(await newBulk({ status }), [{ name: 'a.wav', bytes: 3 }]);
      expectProblem(answer, 409, 'not-in-this-state');
    },
  );
});

describe('a bulk', () => {
  const start = (bulkId: string) => ask(cloud, { path: `/bulk/${bulkId}/start` });

  test('begins once its files are there, and once alone', async () => {
    const bulkId = await newBulk();
    await put(await signed(bulkId, 'a.wav', 'no audio'), 'no audio');

    const [first, second] = await Promise.all([start(bulkId), start(bulkId)]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(JSON.parse(first.text)).toMatchObject({ bulkId, status: 'submitting' });

    const after = await until('the bulk is over', async () => {
      const { text } = await ask(cloud, { method: 'GET', path: `/bulk/${bulkId}` });
      const view = BulkView.parse(JSON.parse(text));
      return isOver(view) && view;
    });
    expect(after).toMatchObject({ status: 'failed', counts: { listed: 1 } });
    expect((await start(bulkId)).status, 'after its end').toBe(202);
    const late = await asked(bulkId, [{ name: 'b.wav', bytes: 3 }]);
    expectProblem(late, 409, 'not-in-this-state');
  });

  test('that was deleted is no other one by its Idempotency-Key, whose bulk would never begin', async () => {
    const headers = { 'idempotency-key': `deleted-${Date.now()}` };
    const body = { source: { upload: { files: 1 } } };
    const create = () => ask(cloud, { path: '/jobs/bulk', body, headers });
    const { bulkId } = CreatedBulk.parse(JSON.parse((await create()).text));
    expect(CreatedBulk.parse(JSON.parse((await create()).text)).bulkId).toBe(bulkId);
    await ask(cloud, { path: `/bulk/${bulkId}/cancel` });
    const deleted = await ask(cloud, { method: 'DELETE', path: `/bulk/${bulkId}` });
    expect(deleted.status).toBe(200);
    const { remains } = BulkDeletion.parse(JSON.parse(deleted.text));
    expect(remains.map(({ where }) => where)).toContain('table');

    expectProblem(await create(), 422, 'idempotency-mismatch');
    const gone = await ask(cloud, { method: 'GET', path: `/bulk/${bulkId}` });
    expectProblem(gone, 404, 'not-found');
  });

  test('whose workflow was never started ends when it is cancelled', async () => {
    const own = `s3://${cloud.output('AudioBucketName')}/in/${cloud.cloud.info.owner}/none/`;
    const bulkId = await newBulk({ status: 'submitting', source: { s3: own } });
    expect((await ask(cloud, { path: `/bulk/${bulkId}/cancel` })).status).toBe(200);
    const { status } = await until('the bulk is over', async () => {
      const { text } = await ask(cloud, { method: 'GET', path: `/bulk/${bulkId}` });
      const view = BulkView.parse(JSON.parse(text));
      return isOver(view) && view;
    });
    expect(status).toBe('cancelled');
  });

  test('does not begin after it was cancelled', async () => {
    const bulkId = await newBulk();
    await ask(cloud, { path: `/bulk/${bulkId}/cancel` });
    expectProblem(await start(bulkId), 409, 'not-in-this-state');
  });
});
