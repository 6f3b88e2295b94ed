/** Signed S3 addresses for callers and instances, which have no S3 rights. */
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

interface PutObject extends S3Object {
  bytes: number;
  contentType?: string | undefined;
  /** SHA-256 of the content, hex. */
  sha256?: string | undefined;
  /** Default: only a new object is written. */
  replaces?: boolean;
}

/** Largest file that an instance may write; a 12-hour transcript with words is far below. */
const MAX_RESULT_BYTES = 256 * 1024 ** 2;

export class ObjectSigner {
  private readonly client: S3Client;
  private readonly now: () => Date;

  constructor(
    // Newer SDKs would sign the checksum of an empty body into the address, which no upload matches.
    client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
    now = () => new Date(),
  ) {
    this.client = client;
    this.now = now;
  }

  /** Presigned GET, valid for `seconds`. `saveAs`: the name of the file, if a browser saves it. */
  async signedGet(
    object: S3Object & { versionId?: string; contentType?: string; saveAs?: string },
    seconds: number,
  ): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      VersionId: object.versionId,
      ResponseContentType: object.contentType,
      ResponseContentDisposition: object.saveAs === undefined ? undefined : savedAs(object.saveAs),
    });
    return getSignedUrl(this.client, command, { expiresIn: seconds });
  }

  /**
   * Presigned PUT for one object of exactly `bytes`, and of the content with this checksum if there is
   * one. `If-None-Match: *` is signed, so nothing can be overwritten unless the object is to be replaced.
   */
  async signedPut(object: PutObject, seconds: number): Promise<SignedUpload> {
    const { replaces = false, sha256 } = object;
    const checksum =
      sha256 === undefined ? undefined : Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      ContentLength: object.bytes,
      ContentType: object.contentType,
      ...(!replaces && { IfNoneMatch: '*' }),
      ...(checksum !== undefined && { ChecksumSHA256: checksum }),
    });
    const headers = {
      'content-length': object.bytes.toString(),
      ...(!replaces && { 'if-none-match': '*' }),
      ...(checksum !== undefined && { 'x-amz-checksum-sha256': checksum }),
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

  /** Presigned POST for keys below `prefix`. */
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
        // 0, since silence has an empty text and no subtitles.
        ['content-length-range', 0, MAX_RESULT_BYTES],
      ],
    });
    const { key: _, ...rest } = fields;
    return { url, fields: rest };
  }
}

/** RFC 6266, so that a browser does not show it as a page; a player takes no notice. */
function savedAs(filename: string): string {
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
