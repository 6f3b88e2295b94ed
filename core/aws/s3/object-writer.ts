/** S3 writes of our functions: audio from request bodies, and settled documents. */
import {
  CopyObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { S3Object } from '../../audio/audio.ts';

/** S3's errors for a PUT with If-None-Match. */
const IS_THERE: readonly string[] = ['PreconditionFailed', 'ConditionalRequestConflict'];
/** And with If-Match, also of an object that is gone. */
const IS_ANOTHER: readonly string[] = [...IS_THERE, 'NoSuchKey'];

export class ObjectWriter {
  private readonly client: S3Client;

  constructor(client = new S3Client({})) {
    this.client = client;
  }

  /** Copies up to 5 GB within a region. @returns false if the source does not exist */
  async copy(
    { from, to }: { from: S3Object; to: S3Object },
    abortSignal?: AbortSignal,
  ): Promise<boolean> {
    const CopySource = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
    try {
      await this.client.send(
        new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource }),
        abortSignal && { abortSignal },
      );
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return false;
      throw error;
    }
  }

  /** Writes an object, overwriting an existing one. */
  async put(place: S3Object, text: string, contentType: string): Promise<void> {
    await this.putBytes(place, Buffer.from(text), contentType);
  }

  async putBytes(
    { bucket, key }: S3Object,
    content: Uint8Array,
    contentType: string,
  ): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: contentType }),
    );
  }

  /** Writes an object unless it exists or is being written. */
  async putNew({ bucket, key }: S3Object, content: Uint8Array): Promise<void> {
    try {
      await this.client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, IfNoneMatch: '*' }),
      );
    } catch (error) {
      if (!(error instanceof S3ServiceException && IS_THERE.includes(error.name))) throw error;
    }
  }

  /**
   * Writes a text in place of that with the ETag, or a new one without it.
   * @returns the new ETag; undefined if another one is there, or is being written
   */
  async replace(
    { bucket, key }: S3Object,
    text: string,
    { contentType: ContentType, etag }: { contentType: string; etag: string | undefined },
  ): Promise<string | undefined> {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    const content = { Body: Buffer.from(text), ContentType };
    try {
      const { ETag = '' } = await this.client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, ...content, ...condition }),
      );
      return ETag;
    } catch (error) {
      if (error instanceof S3ServiceException && IS_ANOTHER.includes(error.name)) return undefined;
      throw error;
    }
  }
}
