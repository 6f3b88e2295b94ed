/**
 * Task and report of a build machine: objects below builds/<id>/ of the results bucket. The machine
 * has no IAM role and uses presigned addresses, which expire with the signer's session at the latest:
 * temporary credentials must outlast the build.
 */
import { createReadStream, statSync } from 'node:fs';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as z from 'zod';
import { BuildFailed } from './errors.ts';
import type { Build, Role } from './names.ts';

/** A task's report; machine.sh writes it. */
export interface Report {
  readonly status: number;
  readonly result: unknown;
  readonly log: string;
}

export interface Addresses {
  readonly taskUrl: string;
  readonly reportUrl: string;
}

export class S3Mailbox {
  private readonly s3: S3Client;
  private readonly bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /**
   * Uploads a task archive and deletes an earlier machine's report.
   * @returns presigned addresses, valid for `minutes`
   */
  async post(
    build: Build,
    role: Role,
    { archive, minutes }: { archive: string; minutes: number },
  ): Promise<Addresses> {
    const task = this.object(build, `${role}.tgz`);
    const report = this.object(build, `${role}.report`);
    await this.s3.send(new DeleteObjectCommand(report));
    await this.s3.send(
      new PutObjectCommand({
        ...task,
        Body: createReadStream(archive),
        ContentLength: statSync(archive).size,
      }),
    );
    const expiresIn = minutes * 60;
    return {
      taskUrl: await getSignedUrl(this.s3, new GetObjectCommand(task), { expiresIn }),
      reportUrl: await getSignedUrl(this.s3, new PutObjectCommand(report), { expiresIn }),
    };
  }

  /** Undefined until the machine has uploaded it. */
  async report(build: Build, role: Role): Promise<Report | undefined> {
    try {
      const object = this.object(build, `${role}.report`);
      const answer = await this.s3.send(new GetObjectCommand(object));
      return parseReport((await answer.Body?.transformToString('utf8')) ?? '');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async clear({ id }: Build): Promise<void> {
    await this.remove(await this.keys(`builds/${id}/`));
  }

  /** Deletes the objects of all builds except `ids`. */
  async clearAllBut(ids: readonly string[]): Promise<void> {
    const keys = await this.keys('builds/');
    await this.remove(keys.filter((key) => !ids.some((id) => key.startsWith(`builds/${id}/`))));
  }

  private async keys(Prefix: string): Promise<string[]> {
    const list = new ListObjectsV2Command({ Bucket: this.bucket, Prefix });
    const { Contents = [] } = await this.s3.send(list);
    return Contents.map(({ Key = '' }) => Key);
  }

  private async remove(keys: readonly string[]): Promise<void> {
    for (const Key of keys) {
      await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key }));
    }
  }

  private object({ id }: Build, name: string) {
    return { Bucket: this.bucket, Key: `builds/${id}/${name}` };
  }
}

export function parseReport(text: string): Report {
  const [status = '', result = '', ...log] = text.split('\n');
  const parsed = z.coerce.number().int().min(0).safeParse(status);
  if (!parsed.success || status === '') {
    throw new BuildFailed(`A machine's report cannot be read: ${text.slice(0, 200)}`);
  }
  return { status: parsed.data, result: parseJson(result), log: log.join('\n').trimEnd() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // the task failed before its result; the status says so
  }
}
