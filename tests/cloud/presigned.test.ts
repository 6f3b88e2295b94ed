import { beforeAll, describe, expect, test } from 'vitest';
import {
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const fixture = await sharedFixture();
const s3 = new S3Client({
  ...fixture.aws.connection,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const Bucket = FIXTURE.bucket;

interface Upload {
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function upload(post: PresignedPost, { fields = {}, body = 'hej' }: Upload = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...post.fields, ...fields }))
    form.append(name, value);
  form.append('file', new Blob([body]), 'transcript.json');
  return (await fetch(post.url, { method: 'POST', body: form })).status;
}

describe('a presigned POST for jobs/one/', () => {
  let post: PresignedPost;

  beforeAll(async () => {
    post = await createPresignedPost(s3, {
      Bucket,
      Key: 'jobs/one/${filename}',
      Conditions: [
        ['starts-with', '$key', 'jobs/one/'],
        ['content-length-range', 1, 1000],
      ],
      Expires: 60,
    });
  });

  test('takes a file under its prefix', async () => {
    expect(await upload(post)).toBe(204);
    expect(await upload(post, { fields: { key: 'jobs/one/parts/3.json' } })).toBe(204);
    const command = new GetObjectCommand({ Bucket, Key: 'jobs/one/transcript.json' });
    expect(await (await s3.send(command)).Body?.transformToString()).toBe('hej');
  });

  test.each(['jobs/two/x', 'jobs/one', 'x', 'uploads/one/a.wav'])(
    'refuses the key %s',
    async (key) => {
      expect(await upload(post, { fields: { key } })).toBe(403);
    },
  );

  test('takes dots in a key as they are: nothing of another job is touched', async () => {
    expect(await upload(post, { fields: { key: 'jobs/one/../two/x' } })).toBe(204);
    const command = new GetObjectCommand({ Bucket, Key: 'jobs/two/x' });
    await expect(s3.send(command)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('refuses what is too large, and what is empty', async () => {
    expect(await upload(post, { body: 'x'.repeat(1001) })).toBe(400);
    expect(await upload(post, { body: '' })).toBe(400);
  });

  test.each<Record<string, string>>([
    { acl: 'public-read' },
    { 'x-amz-meta-a': 'b' },
    { 'Content-Type': 'text/html' },
  ])('refuses the extra field %j', async (fields) => {
    expect(await upload(post, { fields })).toBe(403);
  });

  test('refuses a forged signature and an edited policy', async () => {
    expect(await upload(post, { fields: { 'X-Amz-Signature': '0'.repeat(64) } })).toBe(403);
    const edited = Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}');
    expect(await upload(post, { fields: { Policy: edited.toString('base64') } })).toBe(403);
  });
});

describe('a presigned GET', () => {
  test('reads its own key and no other, and writes nothing', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'audio/å ä ö.wav', Body: 'RIFF' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'audio/secret.wav', Body: 'secret' }));
    const get = new GetObjectCommand({ Bucket, Key: 'audio/å ä ö.wav' });
    const url = await getSignedUrl(s3, get, { expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe('RIFF');
    const key = encodeURIComponent('å ä ö.wav');
    expect(url).toContain(key);
    expect((await fetch(url.replace(key, 'secret.wav'))).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  test('is worth nothing once its time is over', async () => {
    const get = new GetObjectCommand({ Bucket, Key: 'audio/secret.wav' });
    const signingDate = new Date(Date.now() - 120_000);
    const url = await getSignedUrl(s3, get, { expiresIn: 60, signingDate });
    expect((await fetch(url)).status).toBe(403);
  });

  test('can no more than the role of its signer', async () => {
    const session = await fixture.assume(FIXTURE.instanceRole, 'i-0123456789abcdef0');
    const get = new GetObjectCommand({ Bucket, Key: 'audio/secret.wav' });
    const url = await getSignedUrl(new S3Client(session), get, { expiresIn: 60 });
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('a presigned PUT with a signed length and if-none-match', () => {
  const put = async (Key: string) =>
    getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ContentLength: 3, IfNoneMatch: '*' }), {
      expiresIn: 60,
      signableHeaders: new Set(['content-length', 'if-none-match']),
    });
  const send = async (url: string, body: string) =>
    (await fetch(url, { method: 'PUT', body, headers: { 'if-none-match': '*' } })).status;

  test('takes exactly that length, once', async () => {
    const url = await put('uploads/one/a.wav');
    expect(await send(url, 'four')).toBe(403);
    expect(await send(url, 'abc')).toBe(200);
    expect(await send(url, 'def')).toBe(412);
  });
});

test('a part of a version can be asked for, so that a broken download goes on', async () => {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const object = { Bucket, Key: 'in/demo/long.wav' };
  const { VersionId } = await s3.send(new PutObjectCommand({ ...object, Body: '0123456789' }));
  const url = await getSignedUrl(s3, new GetObjectCommand({ ...object, VersionId }));
  const answer = await fetch(url, { headers: { range: 'bytes=4-' } });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe('bytes 4-9/10');
  expect(await answer.text()).toBe('456789');
});
