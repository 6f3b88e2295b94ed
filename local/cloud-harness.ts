/** An embedded cloud with an API client, its stores and a webhook receiver, for tests and commands. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ApiClient } from '../client/api-client.ts';
import { JobLists } from '../core/aws/dynamodb/job-lists.ts';
import { LaunchStore } from '../core/aws/dynamodb/launch-store.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { ApiKeyRegistry } from '../core/aws/dynamodb/api-key-registry.ts';
import { Timelines } from '../core/aws/dynamodb/timelines.ts';
import { startCloud, type Cloud, type CloudOptions } from './cloud.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

export interface Started {
  cloud: Cloud;
  receiver: WebhookReceiver;
}

/** Starts both, or neither. Webhooks may reach the receiver. */
export async function startWithReceiver(options: CloudOptions): Promise<Started> {
  const receiver = await WebhookReceiver.start();
  try {
    const allow = [receiver.address, ...(options.allow ?? [])];
    return { cloud: await startCloud({ ...options, allow }), receiver };
  } catch (error) {
    await receiver.stop();
    throw error;
  }
}

export class CloudHarness {
  readonly cloud: Cloud;
  readonly receiver: WebhookReceiver;
  readonly client: ApiClient;
  readonly table: JobsTable;
  readonly jobs: LaunchStore;
  readonly lists: JobLists;
  readonly timelines: Timelines;
  readonly keys: ApiKeyRegistry;
  readonly s3: S3Client;
  readonly workflows: SFNClient;

  constructor({ cloud, receiver }: Started) {
    const { connection } = cloud.aws;
    this.cloud = cloud;
    this.receiver = receiver;
    // `force`: tests send the same samples repeatedly, and a cached result would launch no machine.
    this.client = new ApiClient(cloud.info, { force: true });
    this.table = new JobsTable(this.output('JobsTableName'), new DynamoDBClient(connection));
    this.jobs = new LaunchStore(this.table);
    this.lists = new JobLists(this.table);
    this.timelines = new Timelines(this.table);
    this.keys = new ApiKeyRegistry(this.table);
    this.s3 = new S3Client({ ...connection, forcePathStyle: true });
    this.workflows = new SFNClient(connection);
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    await this.receiver.stop();
  }

  /** The receiver, as a job's `webhook`. */
  get webhook(): { url: string } {
    return { url: `http://${this.receiver.address}/` };
  }

  /** An output of the stack. */
  output(name: string): string {
    const value = this.cloud.outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}`);
    return value;
  }

  executionArn(jobId: string): string {
    return `${this.output('JobStateMachineArn').replace(':stateMachine:', ':execution:')}:${jobId}`;
  }
}
