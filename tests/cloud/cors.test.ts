/**
 * What S3 answers browsers by a bucket's CORS rules.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedFixture } from './fixture/stack.ts';

const PAGE = 'http://127.0.0.1:4000';
const OTHERS = ['http://127.0.0.1:4001', 'https://127.0.0.1:4000', 'https://evil.example', 'null'];

const fixture = await sharedFixture();
const s3 = new S3Client({
  ...fixture.aws.connection,
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});

beforeAll(async () => {
  for (const Bucket of ['cors-none', 'cors-page'])
    await s3.send(new CreateBucketCommand({ Bucket }));
  const rule = {
    AllowedOrigins: [PAGE],
    AllowedMethods: ['PUT', 'GET'],
    AllowedHeaders: ['content-type'],
    ExposeHeaders: ['etag'],
  };
  await s3.send(
    new PutBucketCorsCommand({ Bucket: 'cors-page', CORSConfiguration: { CORSRules: [rule] } }),
  );
});

function putUrl(Bucket: string): Promise<string> {
  return getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a.wav' }), { expiresIn: 60 });
}

async function preflight(bucket: string, origin: string, more: Record<string, string> = {}) {
  const headers = { origin, 'access-control-request-method': 'PUT', ...more };
  return fetch(await putUrl(bucket), { method: 'OPTIONS', headers });
}

function allowed({ headers }: Response): string | null {
  return headers.get('access-control-allow-origin');
}

describe('a preflight', () => {
  test('is answered for the origin, method and headers of a rule', async () => {
    const answer = await preflight('cors-page', PAGE, {
      'access-control-request-headers': 'content-type',
    });
    expect([answer.status, allowed(answer)]).toEqual([200, PAGE]);
    expect(answer.headers.get('access-control-expose-headers')).toBe('etag');
  });

  test.each(OTHERS)('is refused for %s', async (origin) => {
    const answer = await preflight('cors-page', origin);
    expect([answer.status, allowed(answer)]).toEqual([403, null]);
  });

  test('is refused for another method or header', async () => {
    const requests: Record<string, string>[] = [
      { 'access-control-request-method': 'DELETE' },
      { 'access-control-request-headers': 'content-type,x-amz-acl' },
    ];
    for (const more of requests) {
      const answer = await preflight('cors-page', PAGE, more);
      expect([answer.status, allowed(answer)]).toEqual([403, null]);
    }
  });

  test('is refused where a bucket has no rule', async () => {
    const answer = await preflight('cors-none', PAGE);
    expect([answer.status, allowed(answer)]).toEqual([403, null]);
  });
});

describe('an answer', () => {
  const exchange = async (bucket: string, origin: string): Promise<(string | null)[]> => {
    const put = await fetch(await putUrl(bucket), {
      method: 'PUT',
      body: 'x',
      headers: { origin },
    });
    const command = new GetObjectCommand({ Bucket: bucket, Key: 'a.wav' });
    const url = await getSignedUrl(s3, command, { expiresIn: 60 });
    const got = await fetch(url, { headers: { origin } });
    const refused = await fetch(url.replace(/.$/, 'x'), { headers: { origin } });
    expect([put.status, got.status, refused.status]).toEqual([200, 200, 403]);
    return [put, got, refused].map(allowed);
  };

  test('can be read by the origin of a rule, a refusal too', async () => {
    expect(await exchange('cors-page', PAGE)).toEqual([PAGE, PAGE, PAGE]);
  });

  test.each(OTHERS)('cannot be read by %s', async (origin) => {
    expect(await exchange('cors-page', origin)).toEqual([null, null, null]);
  });

  test('can be read by no page where a bucket has no rule', async () => {
    expect(await exchange('cors-none', PAGE)).toEqual([null, null, null]);
  });
});
