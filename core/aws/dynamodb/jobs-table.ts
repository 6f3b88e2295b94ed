/**
 * The jobs table. One table, items told apart by their keys:
 *
 *   job#<id>          job                 the job itself (job-store.ts)
 *   job#<id>          event#<time>#<n>    its timeline
 *   instance#<id>     instance            which job and attempt an instance was launched for
 *   idempotency#<…>   idempotency         which job a POST with this key made (24 h)
 *   result#<…>        <sha256>            which job has transcribed this audio (earlier-results.ts)
 *   deleted#<id>      deletion            that a job is deleted, and the receipt (job-removal.ts)
 *   key#<sha256>      key                 an API key, and what it is used for (api-keys.ts)
 *   keys              <prefix>            which key has this prefix (key-register.ts)
 *   quota#<owner>     <day>               how many jobs it has created on that day (job-quotas.ts)
 *   hold#<place>      hold                until when a request is held open (hold-places.ts)
 *   budget#launch     budget              the turns to ask EC2 for instances (launch-turns.ts)
 *   prices#spot       prices              what EC2 asks for spot instances (price-store.ts)
 *   speed#<model>     <instance type>     how long jobs took (price-store.ts)
 *   job#<id>          delivery#<id>       an event of the job on its way to a receiver (delivery-store.ts)
 *   webhook#<id>      delivery#<id>       an event of a registered endpoint on its way to another one
 *   webhooks#<owner>  endpoint#<id>       a registered endpoint (endpoint-store.ts)
 *
 * Each kind has an adapter of its own, so that a function takes what it needs; they share this one's
 * client, and with it one connection.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { Key } from './items.ts';

export class JobsTable {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;

  constructor(name: string, dynamo = new DynamoDBClient({})) {
    this.name = name;
    this.client = DynamoDBDocumentClient.from(dynamo, {
      // An object with a field "constructor", which may be a caller's, is a class to the SDK.
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    });
  }

  /** Strongly consistent: whoever asks is about to decide something. */
  async get<T>(key: Key, schema: z.ZodType<T>): Promise<T | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }),
    );
    return Item && schema.parse(Item);
  }
}

/** What the write answers; undefined if its condition did not hold: then nothing was written. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
