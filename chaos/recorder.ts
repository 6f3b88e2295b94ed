/** Records each job's webhook deliveries, and the ETags of its documents at that moment. */
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { TRANSCRIPT_FORMATS } from '../core/transcript/transcript.ts';
import { transcriptKey } from '../core/job/work-order.ts';
import type { Received } from '../local/webhook-receiver.ts';
import type { ChaosHarness } from './harness.ts';

const Event = z.object({ type: z.string(), data: z.object({ jobId: z.string() }) });

/** ETag and time of a job's four documents; they change with every write. */
export type Documents = readonly (string | undefined)[];

export class Recorder {
  readonly #harness: ChaosHarness;
  readonly #endings = new Map<string, Set<string>>();
  readonly #documents = new Map<string, Promise<Documents>>();

  /** Replaces the receiver's `answer`. */
  constructor(harness: ChaosHarness) {
    this.#harness = harness;
    harness.receiver.answer = (delivery) => {
      this.#see(delivery);
      return 204;
    };
  }

  /** The final events delivered for a job, one per webhook id. */
  endings(jobId: string): string[] {
    return [...(this.#endings.get(jobId) ?? [])];
  }

  /** The documents at the delivery of `job.completed`. */
  async documentsAtDelivery(jobId: string): Promise<Documents | undefined> {
    return this.#documents.get(jobId);
  }

  async documentsNow(jobId: string): Promise<Documents> {
    return Promise.all(
      TRANSCRIPT_FORMATS.map((format) => this.#tagOf(transcriptKey(jobId, format))),
    );
  }

  #see({ body, headers }: Received): void {
    const { type, data } = Event.parse(JSON.parse(body));
    const endings = this.#endings.get(data.jobId) ?? new Set();
    endings.add(`${type} ${headers['webhook-id'] ?? ''}`);
    this.#endings.set(data.jobId, endings);
    if (type === 'job.completed' && !this.#documents.has(data.jobId)) {
      this.#documents.set(data.jobId, this.documentsNow(data.jobId));
    }
  }

  async #tagOf(Key: string): Promise<string | undefined> {
    const Bucket = this.#harness.output('ResultsBucketName');
    const { ETag, LastModified } = await this.#harness.s3.send(
      new HeadObjectCommand({ Bucket, Key }),
    );
    return `${ETag} ${LastModified?.toISOString()}`;
  }
}
