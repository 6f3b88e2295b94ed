/** Adapter of S3: the audio that came in and the transcripts that go out. */
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Object } from '../audio.ts';

export interface ObjectHead {
  bytes: number;
  versionId?: string;
  metadata: Record<string, string>;
}

export interface SignedUpload {
  method: 'PUT';
  url: string;
  headers: Record<string, string>;
  expiresAt: string;
}

/** What S3 says to a PUT that may not overwrite. */
const IS_THERE: readonly string[] = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** The largest file that an instance may write; a transcript of 12 hours with words is far below. */
const MAX_RESULT_BYTES = 256 * 1024 ** 2;

export class ObjectStore {
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

  /** Undefined if there is no such object. */
  async head(
    object: S3Object & { versionId?: string | undefined },
  ): Promise<ObjectHead | undefined> {
    try {
      const answer = await this.client.send(
        new HeadObjectCommand({
          Bucket: object.bucket,
          Key: object.key,
          VersionId: object.versionId,
        }),
      );
      return {
        bytes: answer.ContentLength ?? 0,
        ...(answer.VersionId && { versionId: answer.VersionId }),
        metadata: answer.Metadata ?? {},
      };
    } catch (error) {
      // HEAD has no body, so S3 cannot say which of the two it is.
      if (error instanceof NotFound || error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** `length` bytes of an object from `from` on, which must lie within it. */
  async range(
    object: S3Object & { versionId?: string | undefined },
    from: number,
    length: number,
  ): Promise<Uint8Array> {
    const answer = await this.client.send(
      new GetObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        VersionId: object.versionId,
        Range: `bytes=${from}-${from + length - 1}`,
      }),
    );
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** Text of an object; undefined if there is none. */
  async text(object: S3Object): Promise<string | undefined> {
    try {
      const answer = await this.client.send(
        new GetObjectCommand({ Bucket: object.bucket, Key: object.key }),
      );
      return await answer.Body?.transformToString('utf-8');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** Copies within a bucket, up to 5 GB. @returns false if there is nothing to copy */
  async copy(bucket: string, { from, to }: { from: string; to: string }): Promise<boolean> {
    const CopySource = `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`;
    try {
      await this.client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource }));
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return false;
      throw error;
    }
  }

  /** Writes an object, unless there is one, or somebody is just writing it. */
  async putNew({ bucket, key }: S3Object, content: Uint8Array): Promise<void> {
    try {
      await this.client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, IfNoneMatch: '*' }),
      );
    } catch (error) {
      if (!(error instanceof S3ServiceException && IS_THERE.includes(error.name))) throw error;
    }
  }

  /** All keys below a prefix, in S3's (alphabetical) order. */
  async keys(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
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
