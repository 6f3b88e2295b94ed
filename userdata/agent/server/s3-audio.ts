/** Reads audio from S3 and writes documents beside it, with the credentials of a box's operator. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Object } from '../../../core/audio/audio.ts';
import { ServerProblem } from './problem.ts';

export class S3Audio {
  readonly #client: S3Client;

  /** With the credentials and endpoint of the environment. */
  constructor(region: string) {
    this.#client = new S3Client({ region, followRegionRedirects: true, forcePathStyle: true });
  }

  /** @throws ServerProblem 403, 404, 413, 422 */
  async fetch(
    { bucket, key }: S3Object,
    to: { file: string; maxBytes: number; signal: AbortSignal },
  ): Promise<void> {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body, ContentLength = 0 } = await this.#client
      .send(command, { abortSignal: to.signal })
      .catch((error: unknown) => refused(error, 'read'));
    if (ContentLength > to.maxBytes) {
      (Body as Readable | undefined)?.destroy();
      throw new ServerProblem(
        'too-large',
        `The object has ${ContentLength} bytes; ${to.maxBytes} are allowed here, by the server's setting (SPOTSCRIBE_MAX_AUDIO_BYTES) and its free disk.`,
      );
    }
    const file = createWriteStream(to.file, { mode: 0o600 });
    await pipeline(Body as Readable, file, { signal: to.signal });
  }

  /** @throws ServerProblem 403, 404 */
  async put({ bucket, key }: S3Object, text: string, contentType: string): Promise<void> {
    const object = { Bucket: bucket, Key: key, Body: text, ContentType: contentType };
    await this.#client
      .send(new PutObjectCommand(object))
      .catch((error: unknown) => refused(error, 'write'));
  }
}

/** @throws what it means for the caller */
function refused(error: unknown, how: 'read' | 'write'): never {
  const status = statusOf(error);
  if (status === 404) throw new ServerProblem('not-found', `There is no such object or bucket.`);
  if (status !== 403) throw error;
  const message = `The AWS credentials of this machine's operator may not ${how} the object. Grant that, or name another one.`;
  throw new ServerProblem('no-bucket-rights', message);
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}
