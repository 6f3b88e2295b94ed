/** An embedded cloud with the stub engine, and direct invocation of its functions. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Cloud, CloudOptions } from '../local/cloud.ts';
import { CloudHarness, startWithReceiver, type Started } from '../local/cloud-harness.ts';

export const STUB_ENGINE = 'chaos/stub-engine';

export class ChaosHarness extends CloudHarness {
  readonly #lambda: LambdaClient;

  private constructor(started: Started) {
    super(started);
    this.#lambda = new LambdaClient(this.cloud.aws.connection);
  }

  /** @param options without `engine`: the stub; `engine: undefined`: the real one */
  static async start(options: CloudOptions): Promise<ChaosHarness> {
    return new ChaosHarness(await startWithReceiver({ engine: STUB_ENGINE, ...options }));
  }

  get ec2(): Cloud['ec2'] {
    return this.cloud.ec2;
  }

  /** Invokes a scheduled function with the time moved `minutes` into the future. */
  async round(name: string, minutes = 0): Promise<void> {
    const time = new Date(Date.now() + minutes * 60_000).toISOString();
    await this.invoke(name, { 'detail-type': 'Scheduled Event', source: 'aws.events', time });
  }

  /** Invokes a function with an event. @throws if it fails */
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
