/**
 * AWS clients of a function that can be killed: after so many writes to the table, every call of its
 * fails, as if the function were gone.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { TestCloud } from './test-cloud.ts';

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem'];

class Killed extends Error {
  override name = 'Killed';
}

export class Mortal {
  readonly dynamo: DynamoDBClient;
  readonly workflows: SFNClient;
  readonly parameters: SSMClient;
  /** Names of the writes so far, in order. */
  readonly writes: string[] = [];
  private readonly lifespan: number;

  /**
   * @param lifespan writes that still take place; the answer to the last one is lost
   * @param repeated number of the write whose answer is lost on the way, so that it is sent again
   */
  constructor({ cloud }: TestCloud, lifespan = Infinity, repeated = 0) {
    const { connection } = cloud.aws;
    this.lifespan = lifespan;
    this.dynamo = new DynamoDBClient(connection);
    this.workflows = new SFNClient(connection);
    this.parameters = new SSMClient(connection);
    this.workflows.middlewareStack.add((next) => (call) => {
      this.assertAlive();
      return next(call);
    });
    this.parameters.middlewareStack.add((next) => (call) => {
      this.assertAlive();
      return next(call);
    });
    this.dynamo.middlewareStack.add((next, { commandName = '' }) => async (call) => {
      this.assertAlive();
      const answer = await next(call);
      if (WRITES.some((name) => commandName === `${name}Command`)) {
        this.writes.push(commandName);
        if (this.writes.length === repeated) return next(call);
      }
      this.assertAlive();
      return answer;
    });
  }

  /** @throws Killed */
  private assertAlive(): void {
    if (this.writes.length >= this.lifespan) throw new Killed();
  }
}
