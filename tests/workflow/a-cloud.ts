/**
 * One embedded cloud for the tests of one file, with a client and a webhook receiver. Whatever waits
 * here has a deadline, and tells what the job, its functions and its machine said when it is over.
 */
import { jest } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SFNClient,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { ApiClient } from '../../cli/api-client.ts';
import { isFinal } from '../../core/job.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import type { JobView } from '../../core/job-view.ts';
import { startCloud, type Cloud, type CloudOptions } from '../../local/cloud.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { isGroupAlive } from '../../local/process-group.ts';
import { WebhookReceiver } from '../../local/webhook-receiver.ts';
import { until } from '../cloud/fixture/until.ts';
import { storyOf } from './story.ts';

/** For a busy machine: a job takes about four seconds on an idle one. */
const DEADLINE_MS = 90_000;
jest.setTimeout(2 * DEADLINE_MS);

/** Dropped files belong to the owner of the client's key, so that it can ask for their jobs. */
const PARAMETERS = { DefaultOwner: 'demo' };

export class TestCloud {
  readonly cloud: Cloud;
  readonly receiver: WebhookReceiver;
  readonly client: ApiClient;
  readonly jobs: JobStore;
  readonly s3: S3Client;
  readonly ec2: EC2Client;
  readonly workflows: SFNClient;

  private constructor(cloud: Cloud, receiver: WebhookReceiver) {
    const { connection } = cloud.aws;
    this.cloud = cloud;
    this.receiver = receiver;
    this.client = new ApiClient(cloud.info);
    this.jobs = new JobStore(this.output('JobsTableName'), new DynamoDBClient(connection));
    this.s3 = new S3Client({ ...connection, forcePathStyle: true });
    this.ec2 = new EC2Client(connection);
    this.workflows = new SFNClient(connection);
  }

  static async start(
    options: Pick<CloudOptions, 'parameters' | 'allow' | 'engine'> = {},
  ): Promise<TestCloud> {
    const receiver = await WebhookReceiver.start();
    try {
      const parameters = { ...PARAMETERS, ...options.parameters };
      const allow = [receiver.address, ...(options.allow ?? [])];
      const cloud = await startCloud({ ...options, allow, parameters });
      return new TestCloud(cloud, receiver);
    } catch (error) {
      await receiver.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    await this.receiver.stop();
  }

  /** Where this cloud's webhooks may go. */
  get webhook(): { url: string } {
    return { url: `http://${this.receiver.address}/` };
  }

  /** An output of the stack. */
  output(name: string): string {
    const value = this.cloud.outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  }

  /** As `until`, with the job's story in the error. */
  async until<T>(
    what: string,
    jobId: string,
    look: () => T | undefined | false | Promise<T | undefined | false>,
  ): Promise<T> {
    try {
      return await until(what, look, DEADLINE_MS);
    } catch (error) {
      throw new Error(`${what}: not so.\n${await storyOf(jobId, this)}`, { cause: error });
    }
  }

  /** The job at its end, with its execution over and its machines gone. */
  async ended(jobId: string): Promise<JobView> {
    const job = await this.until('the job has ended', jobId, async () => {
      const now = await this.jobs.job(jobId);
      return now && isFinal(now.status) && this.client.job(jobId);
    });
    await this.until('the execution has ended', jobId, async () => {
      const execution = await this.execution(jobId);
      return execution !== undefined && execution.status !== 'RUNNING';
    });
    await this.until('nothing of the job remains', jobId, () => this.remains(jobId).length === 0);
    return job;
  }

  /** @throws with the job's story, if it ended otherwise */
  async completed(jobId: string): Promise<JobView> {
    const job = await this.ended(jobId);
    const execution = await this.execution(jobId);
    if (job.status === 'completed' && execution?.status === 'SUCCEEDED') return job;
    throw new Error(`the job was to be completed\n${await storyOf(jobId, this)}`);
  }

  /** The execution that has the job's id as its name; undefined if there is none. */
  async execution(jobId: string): Promise<DescribeExecutionCommandOutput | undefined> {
    try {
      return await this.workflows.send(
        new DescribeExecutionCommand({ executionArn: this.executionArn(jobId) }),
      );
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  executionArn(jobId: string): string {
    return `${this.output('JobStateMachineArn').replace(':stateMachine:', ':execution:')}:${jobId}`;
  }

  /** Every instance that was ever launched for the job, in order. */
  instancesOf(jobId: string): Instance[] {
    return this.cloud.ec2.host.all().filter(({ tags }) => tags['JobId'] === jobId);
  }

  /** What of a job's machines is still there; without a job: of any machine. Empty is good. */
  remains(jobId?: string): string[] {
    const { host } = this.cloud.ec2;
    const instances = jobId === undefined ? host.all() : this.instancesOf(jobId);
    return instances.flatMap(({ id, state }) => {
      const group = host.processGroup(id);
      return [
        ...(state === 'terminated' ? [] : [`${id} is ${state}`]),
        ...(group !== undefined && isGroupAlive(group) ? [`${id} has processes`] : []),
      ];
    });
  }
}
