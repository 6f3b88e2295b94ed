/** An embedded cloud whose engine is the stub, and whose functions can be told things by hand. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Cloud, CloudOptions } from '../local/cloud.ts';
import { CloudAtHand, startWithReceiver, type Started } from '../local/cloud-at-hand.ts';

export const STUB_ENGINE = 'chaos/stub-engine';

export class World extends CloudAtHand {
  readonly #lambda: LambdaClient;

  private constructor(started: Started) {
    super(started);
    this.#lambda = new LambdaClient(this.cloud.aws.connection);
  }

  static async start(options: CloudOptions): Promise<World> {
    return new World(await startWithReceiver({ ...options, engine: STUB_ENGINE }));
  }

  get ec2(): Cloud['ec2'] {
    return this.cloud.ec2;
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
