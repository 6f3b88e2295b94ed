/** S3's multipart uploads: what is refused, and which rights each call needs. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const fixture = await sharedFixture();
const requestChecksumCalculation = 'WHEN_REQUIRED';
const s3 = new S3Client({ ...fixture.aws.connection, requestChecksumCalculation });
const Bucket = FIXTURE.bucket;
const NO_SUCH = { name: 'NoSuchUpload', $metadata: { httpStatusCode: 404 } };
const DENIED = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

async function begin(Key: string) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  return { Bucket, Key, UploadId };
}

type Upload = Awaited<ReturnType<typeof begin>>;

async function withPart(upload: Upload, text: string) {
  const part = { ...upload, PartNumber: 1, Body: text };
  const { ETag } = await s3.send(new UploadPartCommand(part));
  return { ...upload, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } };
}

const partsOf = async (upload: Upload) => (await s3.send(new ListPartsCommand(upload))).Parts ?? [];

test('the address of a part takes the signed length, number and upload only', async () => {
  const [upload, other] = [await begin('parts/signed'), await begin('parts/signed')];
  const command = new UploadPartCommand({ ...upload, PartNumber: 2, ContentLength: 3 });
  const url = await getSignedUrl(s3, command, {
    expiresIn: 60,
    signableHeaders: new Set(['content-length', 'host']),
    unhoistableHeaders: new Set(['content-length']),
  });
  const put = async (to: string, body: string) => (await fetch(to, { method: 'PUT', body })).status;
  expect(await put(url, 'four')).toBe(403);
  expect(await put(url.replace('partNumber=2', 'partNumber=3'), 'abc')).toBe(403);
  expect(await put(url.replace(upload.UploadId ?? '', other.UploadId ?? ''), 'abc')).toBe(403);
  expect(await put(url, 'abc')).toBe(200);
  expect(await put(url, 'def')).toBe(200);
  expect(await partsOf(upload)).toMatchObject([{ PartNumber: 2, Size: 3 }]);
  expect(await partsOf(other)).toEqual([]);
  await s3.send(new AbortMultipartUploadCommand(upload));
  expect(await put(url, 'abc')).toBe(404);
});

test('an upload that is not there, is ended, or is of another key is refused by every call', async () => {
  const upload = await begin('parts/ended');
  const whole = await withPart(upload, 'abc');
  await s3.send(new AbortMultipartUploadCommand(upload));
  const { MultipartUpload } = whole;
  const open = await begin('parts/open');
  for (const place of [upload, { ...upload, UploadId: 'none' }, { ...open, Key: 'parts/other' }]) {
    const complete = new CompleteMultipartUploadCommand({ ...place, MultipartUpload });
    await expect(s3.send(new ListPartsCommand(place))).rejects.toMatchObject(NO_SUCH);
    await expect(s3.send(new AbortMultipartUploadCommand(place))).rejects.toMatchObject(NO_SUCH);
    await expect(s3.send(complete)).rejects.toMatchObject(NO_SUCH);
    await expect(withPart(place, 'abc')).rejects.toMatchObject(NO_SUCH);
  }
});

test('completed only if nothing is there, its parts are known, and its size is as announced', async () => {
  const whole = { ...(await withPart(await begin('parts/once'), 'abc')), IfNoneMatch: '*' };
  const complete = (more: object) =>
    s3.send(new CompleteMultipartUploadCommand({ ...whole, ...more }));
  const other = { Parts: [{ ETag: '"0123"', PartNumber: 1 }] };
  await expect(complete({ MultipartUpload: other })).rejects.toMatchObject({ name: 'InvalidPart' });
  await expect(complete({ MpuObjectSize: 4 })).rejects.toMatchObject({ name: 'InvalidRequest' });
  await s3.send(new PutObjectCommand({ Bucket, Key: whole.Key, Body: 'first' }));
  await expect(complete({})).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  expect(await partsOf(whole)).toHaveLength(1);
});

test('who may put an object may upload its parts, but neither list nor end them', async () => {
  const session = await fixture.assume(FIXTURE.uploaderRole, 'a-function');
  const uploader = new S3Client({ ...session, requestChecksumCalculation });
  const place = { Bucket, Key: 'parts/rights' };
  const { UploadId } = await uploader.send(new CreateMultipartUploadCommand(place));
  const upload = { ...place, UploadId };
  const part = new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'abc' });
  const { ETag } = await uploader.send(part);
  await expect(uploader.send(new ListPartsCommand(upload))).rejects.toMatchObject(DENIED);
  await expect(uploader.send(new AbortMultipartUploadCommand(upload))).rejects.toMatchObject(
    DENIED,
  );
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await uploader.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
});
