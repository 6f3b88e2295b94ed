/** An embedded cloud whose engine is the stub, and all that is needed to ask it and to look into it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ApiClient } from '../cli/api-client.ts';
import { JobStore } from '../core/aws/job-store.ts';
import { startCloud, type Cloud, type CloudOptions } from '../local/cloud.ts';
import { WebhookReceiver } from '../local/webhook-receiver.ts';

export const STUB_ENGINE = 'chaos/stub-engine';

export class World {
  readonly cloud: Cloud;
  readonly receiver: WebhookReceiver;
  readonly client: ApiClient;
  readonly jobs: JobStore;
  readonly s3: S3Client;
  readonly workflows: SFNClient;
  readonly #lambda: LambdaClient;

  private constructor(cloud: Cloud, receiver: WebhookReceiver) {
    const { connection } = cloud.aws;
    this.cloud = cloud;
    this.receiver = receiver;
    this.client = new ApiClient(cloud.info);
    this.jobs = new JobStore(this.output('JobsTableName'), new DynamoDBClient(connection));
    this.s3 = new S3Client({ ...connection, forcePathStyle: true });
    this.workflows = new SFNClient(connection);
    this.#lambda = new LambdaClient(connection);
  }

  static async start(options: CloudOptions): Promise<World> {
    const receiver = await WebhookReceiver.start();
    try {
      const allow = [receiver.address];
      return new World(await startCloud({ ...options, allow, engine: STUB_ENGINE }), receiver);
    } catch (error) {
      await receiver.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    await this.receiver.stop();
  }

  get ec2(): Cloud['ec2'] {
    return this.cloud.ec2;
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

  /** Where this cloud's webhooks may go. */
  get webhook(): { url: string } {
    return { url: `http://${this.receiver.address}/` };
  }

  /** A round of a schedule, as if so many minutes had gone by. */
  async round(name: string, minutes = 0): Promise<void> {
    const time = new Date(Date.now() + minutes * 60_000).toISOString();
    await this.invoke(name, { 'detail-type': 'Scheduled Event', source: 'aws.events', time });
  }

  /** Says an event to a function, as its service would. */
  async invoke(name: string, payload: unknown): Promise<void> {
    const { FunctionError, Payload } = await this.#lambda.send(
      new InvokeCommand({
        FunctionName: `spotscribe-local-${name}`,
        Payload: JSON.stringify(payload),
      }),
    );
    if (FunctionError !== undefined) {
      throw new Error(`${name}: ${Buffer.from(Payload ?? []).toString('utf8')}`);
    }
  }
}
