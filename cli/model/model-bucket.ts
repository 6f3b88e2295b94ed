/** The models bucket: one prefix per version of a model, the SHA-256 of its manifest. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { MANIFEST, modelKey } from '../../core/transcript/model.ts';
import type { ModelFolder } from './folder.ts';

export interface StoredModel {
  readonly sha256: string;
  readonly uploadedAt: Date;
}

export class ModelBucket {
  private readonly s3: S3Client;
  private readonly bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /**
   * Uploads the manifest last: a model without one is incomplete. S3 checks each file's SHA-256; files
   * already there are skipped.
   */
  async put({ folder, sha256, files }: ModelFolder, say: (line: string) => void): Promise<void> {
    for (const file of files) {
      const object = this.object(sha256, file.name);
      const checksum = Buffer.from(file.sha256, 'hex').toString('base64');
      if ((await this.checksum(object)) === checksum) continue;
      say(`Uploading ${file.name}: ${file.bytes} bytes`);
      await this.s3.send(
        new PutObjectCommand({
          ...object,
          Body: createReadStream(path.join(folder, file.name)),
          ContentLength: file.bytes,
          ChecksumSHA256: checksum,
        }),
      );
    }
  }

  /** Complete models, newest first. */
  async all(): Promise<StoredModel[]> {
    const found: StoredModel[] = [];
    for await (const { Contents = [] } of this.pages()) {
      for (const { Key = '', LastModified = new Date(0) } of Contents) {
        const [sha256 = '', name] = Key.split('/');
        if (name === MANIFEST) found.push({ sha256, uploadedAt: LastModified });
      }
    }
    return found.sort((a, b) => b.uploadedAt.getTime() - a.uploadedAt.getTime());
  }

  async manifest(sha256: string): Promise<Uint8Array> {
    const answer = await this.s3.send(new GetObjectCommand(this.object(sha256, MANIFEST)));
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** Deletes all versions but `kept`, complete or not. @returns the deleted versions */
  async clear(kept: ReadonlySet<string>): Promise<string[]> {
    const gone = new Set<string>();
    for await (const { Contents = [] } of this.pages()) {
      for (const { Key = '' } of Contents) {
        const [sha256 = ''] = Key.split('/');
        if (kept.has(sha256)) continue;
        await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }));
        gone.add(sha256);
      }
    }
    return [...gone];
  }

  /** Base64 SHA-256 of the object; undefined if it does not exist. */
  private async checksum(object: { Bucket: string; Key: string }): Promise<string | undefined> {
    try {
      const head = new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' });
      return (await this.s3.send(head)).ChecksumSHA256;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  private pages() {
    return paginateListObjectsV2({ client: this.s3 }, { Bucket: this.bucket });
  }

  private object(sha256: string, file: string) {
    return { Bucket: this.bucket, Key: modelKey(sha256, file) };
  }
}
