/**
 * The single DynamoDB table. Item types by key:
 *
 *   job#<id>          job                 the job itself (job-store.ts)
 *   job#<id>          event#<time>#<n>    its timeline
 *   job#<id>          upload              its upload in parts (upload-records.ts)
 *   instance#<id>     instance            job and attempt of an instance (instance-store.ts), or events
 *                                         that came before them (early-events.ts)
 *   instance#<id>     machine             a pool's machine (pool-machines.ts)
 *   instance#<id>     work#<job>#<n>      an attempt of a job that it has or had
 *   servers           <machine id>        what a pool's machine reports (server-rows.ts)
 *   waiting#batch     <job id>            a job that waits for a machine of the pool (waiting-jobs.ts)
 *   idempotency#<…>   idempotency         job created by a POST with this key (24 h)
 *   result#<…>        <sha256>#<etag>     job that transcribed this audio (result-cache.ts)
 *   deleted#<id>      deletion            deletion mark and receipt of a job (job-removal.ts) or session; mark of a bulk
 *   key#<sha256>      key                 an API key and its usage (api-keys.ts)
 *   keys              <prefix>            hash of the key with this prefix (api-key-registry.ts)
 *   quota#<owner>     <day>               jobs created on that day (daily-quota.ts)
 *   purse#<name>      purse               money that jobs have reserved and spent (purses.ts)
 *   budgets           <owner>             an owner's budget of each month (owner-budgets.ts)
 *   hold#places       hold                long-poll slots and their expiry (long-poll-slots.ts)
 *   share#<owner>     <share>             an owner's use of a share (owner-shares.ts)
 *   budget#launch     budget              launch rate limit of all owners (launch-rate-limiter.ts)
 *   budget#launch     owner#<owner>       one owner's line before it
 *   machines          machines            EC2's quotas, and who launches (machine-seats.ts)
 *   machines          owner#<owner>       attempts that hold one of the owner's machines
 *   demand#warm       demand              when a job found no free server (warm-demand.ts)
 *   prices#spot       prices              spot prices (price-store.ts)
 *   speed#<model>     <instance type>     measured speed of jobs, by owner (speed-recorder.ts)
 *   job#<id>          delivery#<id>       delivery of a job's event (delivery-store.ts)
 *   job#<id>          analysis#<job id>   a later job that analyses its transcript (later-analyses.ts)
 *   job#<id>          edit#<version>      edits of its transcript (edit-store.ts)
 *   job#<id>          link#<link id>      a link to its transcript (link-store.ts)
 *   link#<hash>       link                the same link, by the hash of its token
 *   job#<id>          retention           what its retention still has to delete (retention-rows.ts)
 *   job#<id>          receipt#<what>      receipt of what its retention has deleted
 *   retention         <owner>             how long an owner's jobs are kept (owner-retention.ts)
 *   access#<owner>    <time>#<n>          a read of what a job of the owner has (access-log.ts)
 *   webhook#<id>      delivery#<id>       delivery of an endpoint's own event
 *   webhooks#<owner>  endpoint#<id>       a registered endpoint (endpoint-store.ts)
 *   bulk#<id>         bulk                thousands of files (bulk-store.ts)
 *   bulk#<id>         batch#<line>        numbers of a part of them (bulk-batches.ts)
 *   bulk#<id>         problem#<line>      a file of it that became no transcript
 *   session#<key>     session             a recording in several files (session-store.ts)
 *   session#<key>     chunk#<index>       job of one of its files; replaced#<id>: a job before it
 *   session#<key>     delivery#<id>       delivery of its event
 *
 * Each type has its own adapter, so that a function bundles only what it needs; all share this client
 * and its connection.
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
      // The SDK takes an object with a field "constructor", which callers may send, for a class instance.
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    });
  }

  /** Strongly consistent, since callers base decisions on it. */
  async get<T>(key: Key, schema: z.ZodType<T>): Promise<T | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }),
    );
    return Item && schema.parse(Item);
  }
}

/** Result of a conditional write; undefined if the condition failed and nothing was written. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
