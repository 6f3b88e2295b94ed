/** One embedded cloud with the stub engine, on which faults are tried; most of them side by side. */
import { expect } from 'vitest';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { JobView } from '../../core/view/job-view.ts';
import { currentTaskToken } from '../../core/job/job.ts';
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

/** Long enough for a busy computer to boot many machines at a time; most of it is skipped by `letTimePass`. */
const HEARTBEAT_SECONDS = 100;
/** Between two heartbeats of an agent that makes progress. */
const BEAT_SECONDS = HEARTBEAT_SECONDS / 8;
/** Still to come when the time has passed: an agent that lives beats twice in it, and is not silent. */
const LEFT_SECONDS = 2 * BEAT_SECONDS;
export const MAX_ATTEMPTS = 2;
const PARAMETERS = {
  HeartbeatSeconds: String(HEARTBEAT_SECONDS),
  MaxAttempts: String(MAX_ATTEMPTS),
  CapacityRetrySeconds: '1',
  OnDemandFallback: 'true',
};

const SHORT = { windows: 3, paceSeconds: 0.1 };
/** As patient as the cloud's own waits. */
const TOLD_MS = 90_000;
const ENDS = ['completed', 'failed', 'cancelled'];

export interface LabJob {
  readonly jobId: string;
  readonly script: Script;
}

export class Lab {
  readonly cloud: TestCloud;
  #jobs = 0;
  #done: LabJob | undefined;
  readonly #silent: string[] = [];
  readonly #timeIsUp = Promise.withResolvers<unknown>();

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
  async completed(done: LabJob): Promise<JobView> {
    const { jobId, script } = done;
    await this.told(done);
    const job = await this.cloud.completed(jobId);
    const { segments, complete } = await this.cloud.client.transcript(jobId);
    expect(segments.map(({ text }) => text)).toEqual(segmentsOf(script));
    expect(segments.map(({ id }) => id)).toEqual(segments.map((_, index) => index));
    expect(complete).toBe(true);
    await this.#expectOneEnd(jobId, 'completed');
    this.#done ??= done;
    return job;
  }

  /** A completed job; the same one for all callers. */
  async done(): Promise<LabJob> {
    if (!this.#done) await this.completed(await this.submit());
    if (!this.#done) throw new Error('no job is completed');
    return this.#done;
  }

  async failed(job: LabJob): Promise<JobView> {
    const { jobId } = job;
    await this.told(job);
    return this.#failed(jobId);
  }

  /** Waits for the webhook of the job's end, which costs no requests. */
  async told({ jobId }: LabJob): Promise<void> {
    const isAbout = ({ body }: { body: string }) => body.includes(jobId);
    await this.cloud.receiver.next(isAbout, TOLD_MS).catch(() => undefined); // the next look tells more
  }

  async #failed(jobId: string): Promise<JobView> {
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

  /** The first attempt's machine, once its engine is at work. */
  async atWork({ jobId }: LabJob): Promise<Instance> {
    const first = await this.cloud.until('the engine is at work', jobId, () =>
      this.cloud
        .instancesOf(jobId)
        .find(({ root }) => existsSync(`${root}/var/lib/spotscribe/checkpoint`)),
    );
    await this.expectStatus(jobId, 'processing', 1);
    return first;
  }

  /** The job's first machine says nothing more. Resolves when its time is nearly over. */
  async silent({ jobId }: LabJob): Promise<void> {
    this.#silent.push(jobId);
    await this.#timeIsUp.promise;
  }

  /** How many wait for that. */
  get silentJobs(): number {
    return this.#silent.length;
  }

  /** Moves the clock on for all silent attempts. Asserts that none of them was given up before. */
  async letTimePass(): Promise<void> {
    const jobs = await Promise.all(this.#silent.map(async (jobId) => this.cloud.jobs.job(jobId)));
    expect(jobs.map((job) => job?.attempt)).toEqual(jobs.map(() => 1));
    // A heartbeat for progress from before the silence would begin the time anew: it is sent first.
    await setTimeout(BEAT_SECONDS * 1000);
    await this.cloud.cloud.aws.emulator.put({ aheadSeconds: HEARTBEAT_SECONDS - LEFT_SECONDS });
    this.#timeIsUp.resolve(undefined);
  }

  /** Its second attempt is completed, whatever is still there of the first. */
  async completedAgain(job: LabJob): Promise<void> {
    await this.told(job);
    await this.expectStatus(job.jobId, 'completed', 2);
  }

  private async expectStatus(jobId: string, status: JobStatus, attempt: number): Promise<void> {
    expect(await this.cloud.jobs.job(jobId)).toMatchObject({ status, attempt });
  }

  /** The codes of which attempts were given up, in order. */
  async givenUpFor({ jobId }: LabJob): Promise<unknown[]> {
    const timeline = await this.cloud.client.timeline(jobId);
    const failed = timeline.filter(({ what }) => what === 'attempt-failed');
    return failed.map(({ detail }) => detail['code']);
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

  /** Once the workflow waits for a sign of the first attempt's instance. */
  async launched({ jobId }: LabJob): Promise<void> {
    await this.cloud.until('the workflow waits', jobId, async () => {
      const job = await this.cloud.jobs.job(jobId);
      return job && currentTaskToken(job) !== undefined;
    });
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
