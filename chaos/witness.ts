/** Sees what each owner was told and what lay in S3 at that moment, so that later changes show. */
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { TRANSCRIPT_FORMATS } from '../core/transcript/transcript.ts';
import { transcriptKey } from '../core/job/work-order.ts';
import type { Received } from '../local/webhook-receiver.ts';
import type { World } from './world.ts';

const Event = z.object({ type: z.string(), data: z.object({ jobId: z.string() }) });

/** The tags of a job's four documents; they change with every writing. */
export type Documents = readonly (string | undefined)[];

export class Witness {
  readonly #world: World;
  readonly #told = new Map<string, Set<string>>();
  readonly #documents = new Map<string, Promise<Documents>>();

  /** Takes part in every delivery from now on. */
  constructor(world: World) {
    this.#world = world;
    world.receiver.answer = (delivery) => {
      this.#see(delivery);
      return 204;
    };
  }

  /** The ends that the owner of a job was told: one for each webhook id. */
  told(jobId: string): string[] {
    return [...(this.#told.get(jobId) ?? [])];
  }

  /** The documents as they were when the owner heard that they are there. */
  async documentsWhenTold(jobId: string): Promise<Documents | undefined> {
    return this.#documents.get(jobId);
  }

  async documentsNow(jobId: string): Promise<Documents> {
    return Promise.all(
      TRANSCRIPT_FORMATS.map((format) => this.#tagOf(transcriptKey(jobId, format))),
    );
  }

  #see({ body, headers }: Received): void {
    const { type, data } = Event.parse(JSON.parse(body));
    const told = this.#told.get(data.jobId) ?? new Set();
    told.add(`${type} ${headers['webhook-id'] ?? ''}`);
    this.#told.set(data.jobId, told);
    if (type === 'job.completed' && !this.#documents.has(data.jobId)) {
      this.#documents.set(data.jobId, this.documentsNow(data.jobId));
    }
  }

  async #tagOf(Key: string): Promise<string | undefined> {
    const Bucket = this.#world.output('ResultsBucketName');
    const { ETag, LastModified } = await this.#world.s3.send(
      new HeadObjectCommand({ Bucket, Key }),
    );
    return `${ETag} ${LastModified?.toISOString()}`;
  }
}
