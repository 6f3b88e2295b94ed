import { describe, expect, test } from 'vitest';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { signedPost } from '../../core/aws/signed-post.ts';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const fixture = await sharedFixture();
const s3 = new S3Client(fixture.aws.connection);
const Bucket = FIXTURE.bucket;

/** Bytes as UTF-8. */
const LONGEST_KEY = 1024;

describe('the key of an object', () => {
  /** Two bytes each. */
  const longest = 'å'.repeat(LONGEST_KEY / 2);
  const tooLong = { name: 'KeyTooLongError', $metadata: { httpStatusCode: 400 } };

  test('has 1,024 bytes at most, however it is written', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: longest, Body: 'x' }));
    const CopySource = `${Bucket}/${encodeURIComponent(longest)}`;
    const Key = `${longest}x`;
    const writes = [
      () => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })),
      () => s3.send(new CopyObjectCommand({ Bucket, Key, CopySource })),
      () => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })),
    ];
    for (const write of writes) await expect(write()).rejects.toMatchObject(tooLong);
  });

  test('in a form too', async () => {
    const Conditions = [['starts-with', '$key', 'in/'] as ['starts-with', string, string]];
    const post = await createPresignedPost(s3, { Bucket, Key: 'in/${filename}', Conditions });
    const upload = async (key: string) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...post.fields, key })) form.append(name, value);
      form.append('file', new Blob(['x']), 'a');
      return (await fetch(post.url, { method: 'POST', body: form })).status;
    };
    expect(await upload(`in/${'x'.repeat(LONGEST_KEY - 3)}`)).toBe(204);
    expect(await upload(`in/${'x'.repeat(LONGEST_KEY - 2)}`)).toBe(400);
  });

  test.each(['line\nbreak', 'carriage\r\nreturn', 'bell\u0007', '😀', '?a=b#c'])(
    'may be %j',
    async (name) => {
      const Key = `named/${name}`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(1);
    },
  );
});

test("an object's own metadata has 2 KB at most, names and values", async () => {
  const put = (name: string, bytes: number) =>
    s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'described',
        Body: 'x',
        Metadata: { [name]: 'x'.repeat(bytes - name.length), b: '1' },
      }),
    );
  await put('spotscribe-metadata', 2046);
  await expect(put('spotscribe-metadata', 2047)).rejects.toMatchObject({
    name: 'MetadataTooLarge',
    $metadata: { httpStatusCode: 400 },
  });
});

describe('the name of a log stream', () => {
  const logGroupName = '/fixture/names';

  test('has 512 characters at most, without colon and asterisk', async () => {
    expect(await logs('CreateLogGroup', { logGroupName })).toBe(200);
    const created = (logStreamName: string) =>
      logs('CreateLogStream', { logGroupName, logStreamName });
    expect(await created('x'.repeat(512))).toBe(200);
    expect(await created('2026/11/29/[$LATEST]a')).toBe(200);
    for (const name of ['x'.repeat(513), 'job:1', 'job*']) expect(await created(name)).toBe(400);
  });

  async function logs(action: string, asked: object): Promise<number> {
    const { connection } = fixture.aws;
    const { region, endpoint, credentials } = connection;
    const post = signedPost({
      url: endpoint,
      service: 'logs',
      region,
      credentials: () => Promise.resolve(credentials),
    });
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
    };
    const signal = AbortSignal.timeout(60_000);
    return (await post({ headers, body: JSON.stringify(asked), signal })).status;
  }
});
