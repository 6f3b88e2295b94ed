/** One embedded cloud with the stub engine, on which faults are tried; most of them side by side. */
import { expect } from 'vitest';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { JobView } from '../../core/view/job-view.ts';
import type { JobStatus } from '../../core/job/job-status.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import { segmentsOf, type Script } from '../../chaos/script.ts';
import { submit } from '../../chaos/submit.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import type { AnsweredCall } from '../../local/ec2/calls.ts';
import type { Fault } from '../../local/ec2/faults.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { webhookOf } from '../support/webhook-of.ts';

/** A fault and what has to become of the jobs that it hits. */
export interface FaultCase {
  readonly name: string;
  readonly prove: (lab: Lab) => Promise<void>;
}

/** Long enough for a busy computer to boot many machines at a time, short enough to wait for. */
const HEARTBEAT_SECONDS = 20;
export const MAX_ATTEMPTS = 3;
const PARAMETERS = {
  HeartbeatSeconds: String(HEARTBEAT_SECONDS),
  MaxAttempts: String(MAX_ATTEMPTS),
  CapacityRetrySeconds: '1',
  OnDemandFallback: 'true',
};

const SHORT = { windows: 3, paceSeconds: 0.1 };
const ENDS = ['completed', 'failed', 'cancelled'];

export interface LabJob {
  readonly jobId: string;
  readonly script: Script;
}

export class Lab {
  readonly cloud: TestCloud;
  #jobs = 0;

  private constructor(cloud: TestCloud) {
    this.cloud = cloud;
  }

  static async start(): Promise<Lab> {
    return new Lab(await TestCloud.start({ parameters: PARAMETERS, engine: STUB_ENGINE }));
  }

  get ec2(): TestCloud['cloud']['ec2'] {
    return this.cloud.cloud.ec2;
  }

  /** Submits a job that these faults of EC2 will hit, and no other. */
  async submit(asked: Partial<Script> = {}, faults: readonly Fault[] = []): Promise<LabJob> {
    const script = { ...SHORT, title: `jobb ${++this.#jobs}`, ...asked };
    const jobId = await submit(this.cloud.client, {
      script,
      webhook: this.cloud.webhook,
      beforeUpload: (about) => this.ec2.faults.add(...faults.map((fault) => ({ ...fault, about }))),
    });
    return { jobId, script };
  }

  /** The job's end, if all is as it has to be: whole, once, told, and nothing left of it. */
  async completed({ jobId, script }: LabJob): Promise<JobView> {
    const job = await this.cloud.completed(jobId);
    const { segments, complete } = await this.cloud.client.transcript(jobId);
    expect(segments.map(({ text }) => text)).toEqual(segmentsOf(script));
    expect(segments.map(({ id }) => id)).toEqual(segments.map((_, index) => index));
    expect(complete).toBe(true);
    await this.#expectOneEnd(jobId, 'completed');
    return job;
  }

  async failed({ jobId }: LabJob): Promise<JobView> {
    const job = await this.cloud.ended(jobId);
    expect(job.status).toBe('failed');
    await this.#expectOneEnd(jobId, 'failed');
    return job;
  }

  async #expectOneEnd(jobId: string, end: JobStatus): Promise<void> {
    const timeline = await this.cloud.client.timeline(jobId);
    expect(timeline.map(({ what }) => what).filter((what) => ENDS.includes(what))).toEqual([end]);
    expect((await webhookOf(this.cloud, jobId)).event.type).toBe(`job.${end}`);
  }

  /** Waits for a status, in some attempt or in this one. */
  async until({ jobId }: LabJob, status: JobStatus, attempt?: number): Promise<void> {
    await this.cloud.until(`the job is ${status}`, jobId, async () => {
      const job = await this.cloud.jobs.job(jobId);
      return job?.status === status && (attempt ?? job.attempt) === job.attempt;
    });
  }

  instances({ jobId }: LabJob): Instance[] {
    return this.cloud.instancesOf(jobId);
  }

  /** The instance of an attempt, once it is launched. */
  async instance(job: LabJob, attempt = 1): Promise<Instance> {
    return this.cloud.until(`attempt ${attempt} has an instance`, job.jobId, () =>
      this.instances(job).find(({ tags }) => tags['Attempt'] === String(attempt)),
    );
  }

  /** What EC2 was asked about the job's instances. */
  calls({ jobId }: LabJob, action: string): AnsweredCall[] {
    const { calls } = this.ec2.gateway;
    return calls.filter((call) => call.about.has(jobId) && call.action === action);
  }

  /** Tags and times of the four documents: they change with every writing. */
  async documents({ jobId }: LabJob): Promise<unknown[]> {
    const Bucket = this.cloud.output('ResultsBucketName');
    const heads = TRANSCRIPT_FORMATS.map(async (format) => {
      const command = new HeadObjectCommand({ Bucket, Key: transcriptKey(jobId, format) });
      const { ETag, LastModified, ContentLength } = await this.cloud.s3.send(command);
      return { format, ETag, LastModified, ContentLength };
    });
    return Promise.all(heads);
  }
}
