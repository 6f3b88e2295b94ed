/** Addresses of S3 for those who have no rights of their own there: callers and instances. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Object } from '../../audio/audio.ts';

export interface SignedUpload {
  method: 'PUT';
  url: string;
  headers: Record<string, string>;
  expiresAt: string;
}

/** The largest file that an instance may write; a transcript of 12 hours with words is far below. */
const MAX_RESULT_BYTES = 256 * 1024 ** 2;

export class ObjectSigner {
  private readonly client: S3Client;
  private readonly now: () => Date;

  constructor(
    // An empty-body checksum, which newer SDKs would sign into an upload address, can match no upload.
    client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
    now = () => new Date(),
  ) {
    this.client = client;
    this.now = now;
  }

  /** An address that anyone may read the object from, for `seconds`. */
  async signedGet(
    object: S3Object & { versionId?: string; contentType?: string },
    seconds: number,
  ): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      VersionId: object.versionId,
      ResponseContentType: object.contentType,
    });
    return getSignedUrl(this.client, command, { expiresIn: seconds });
  }

  /**
   * An address that takes exactly one object of exactly `bytes`: length and `If-None-Match: *` are
   * signed, so nothing can be overwritten and no other length fits.
   */
  async signedPut(
    object: S3Object & { bytes: number; contentType?: string },
    seconds: number,
  ): Promise<SignedUpload> {
    const command = new PutObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      ContentLength: object.bytes,
      ContentType: object.contentType,
      IfNoneMatch: '*',
    });
    const headers = {
      'content-length': object.bytes.toString(),
      'if-none-match': '*',
      ...(object.contentType && { 'content-type': object.contentType }),
    };
    const names = new Set(Object.keys(headers));
    const url = await getSignedUrl(this.client, command, {
      expiresIn: seconds,
      signableHeaders: new Set([...names, 'host']),
      unhoistableHeaders: names,
    });
    const expiresAt = new Date(this.now().getTime() + seconds * 1000).toISOString();
    return { method: 'PUT', url, headers, expiresAt };
  }

  /** A form that takes objects below `prefix` only. */
  async signedPost(
    bucket: string,
    prefix: string,
    seconds: number,
  ): Promise<{ url: string; fields: Record<string, string> }> {
    const { url, fields } = await createPresignedPost(this.client, {
      Bucket: bucket,
      Key: `${prefix}\${filename}`,
      Expires: seconds,
      Conditions: [
        ['starts-with', '$key', prefix],
        ['starts-with', '$Content-Type', ''],
        // From nothing: silence has an empty text and no subtitles.
        ['content-length-range', 0, MAX_RESULT_BYTES],
      ],
    });
    const { key: _, ...rest } = fields;
    return { url, fields: rest };
  }
}
