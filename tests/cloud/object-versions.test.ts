/** Versions of objects are listed in pages, each entry once, as a deletion needs them. */
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const fixture = await sharedFixture();
const s3 = new S3Client(fixture.aws.connection);
const Bucket = FIXTURE.bucket;
const Prefix = 'versions/';

interface Entry {
  Key?: string | undefined;
  VersionId?: string | undefined;
}

const named = (entries: readonly Entry[]) =>
  entries.map(({ Key, VersionId }) => `${Key} ${VersionId}`);

beforeAll(async () => {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  for (const name of ['a', 'a', 'b', 'c']) {
    await s3.send(new PutObjectCommand({ Bucket, Key: `${Prefix}${name}`, Body: 'x' }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: `${Prefix}a` }));
});

test.each([1, 2, 3])('pages of %i have every version and delete marker once', async (MaxKeys) => {
  const whole = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  const all = named([...(whole.Versions ?? []), ...(whole.DeleteMarkers ?? [])]);
  expect(all).toHaveLength(5);
  expect(whole.IsTruncated).toBe(false);

  const found: string[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined =
    {};
  for (let pages = 0; from && pages < 10; pages++) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys, ...from }),
    );
    const entries = named([...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]);
    expect(entries.length).toBeLessThanOrEqual(MaxKeys);
    found.push(...entries);
    from = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  expect(found.sort()).toEqual(all.sort());
});
