/** Reads S3 objects: audio, transcripts and parts. */
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Object } from '../../audio/audio.ts';

export interface ObjectHead {
  bytes: number;
  versionId?: string;
  metadata: Record<string, string>;
  /** Checksum of the whole object, if it was uploaded with one. */
  sha256?: string;
  /** In our buckets the MD5 of the content, or of the MD5s of its parts. */
  etag?: string;
}

export interface TaggedText {
  text: string;
  /** As S3 writes it, in quotes. */
  etag: string;
}

export class ObjectReader {
  protected readonly client: S3Client;

  constructor(client = new S3Client({})) {
    this.client = client;
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
          ChecksumMode: 'ENABLED',
        }),
      );
      const { ChecksumSHA256: sha256, ChecksumType: type, ETag: etag } = answer;
      return {
        bytes: answer.ContentLength ?? 0,
        ...(answer.VersionId && { versionId: answer.VersionId }),
        metadata: answer.Metadata ?? {},
        // A multipart upload's checksum covers the parts' checksums.
        ...(sha256 && type === 'FULL_OBJECT' && { sha256: hexOf(sha256) }),
        ...(etag && { etag: etag.replaceAll('"', '') }),
      };
    } catch (error) {
      // HEAD has no body, so S3 cannot say which of the two it is.
      if (error instanceof NotFound || error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** `length` bytes at `from`; the range must lie within the object. */
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

  /** Streams the whole object. @throws when `signal` aborts */
  async sha256(
    object: S3Object & { versionId?: string | undefined },
    signal: AbortSignal,
  ): Promise<string> {
    const { Body } = await this.client.send(
      new GetObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        VersionId: object.versionId,
      }),
      { abortSignal: signal },
    );
    const hash = createHash('sha256');
    for await (const chunk of Body?.transformToWebStream() ?? []) {
      signal.throwIfAborted();
      hash.update(chunk as Uint8Array);
    }
    return hash.digest('hex');
  }

  /** Text of an object; undefined if there is none, or if it is larger than `mostBytes`. */
  async text(object: S3Object, mostBytes = Infinity): Promise<string | undefined> {
    return (await this.tagged(object, mostBytes))?.text;
  }

  /** Text of an object with its ETag, by which a write can require that it is still the same. */
  async tagged(object: S3Object, mostBytes = Infinity): Promise<TaggedText | undefined> {
    try {
      const {
        Body,
        ContentLength = 0,
        ETag: etag = '',
      } = await this.client.send(new GetObjectCommand({ Bucket: object.bucket, Key: object.key }));
      if (Body && ContentLength <= mostBytes)
        return { text: await Body.transformToString('utf-8'), etag };
      await Body?.transformToWebStream().cancel();
      return undefined;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
