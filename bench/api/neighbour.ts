/** An owner's requests, alone and beside another owner that does all that its limits allow. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ApiClient } from '../../client/api-client.ts';
import { ApiKeyRegistry } from '../../core/aws/dynamodb/api-key-registry.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { issueKey } from '../../core/steps/keys/issue-key.ts';
import type { Cloud } from '../../local/cloud.ts';
import { latencyOf } from './latency.ts';

export interface Beside {
  what: string;
  /** p95 in milliseconds. */
  alone: number;
  beside: number;
}

const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
/** Connections of the neighbour: more than there are places for waiting. */
const CONNECTIONS = 4;
const EACH = 100;
/** Waits of a second, of which each is held or refused. */
const WAITS = 10;

/**
 * @returns p95 of each request, of GET /health, which shares the processors alone, and how many of its
 * waits were held beside the neighbour
 */
export async function besideNeighbour(
  cloud: Cloud,
): Promise<{ health: Beside; requests: Beside[]; held: number; waits: number }> {
  const client = new ApiClient(cloud.info);
  const { jobId } = await client.createJob(UPLOAD);
  const asked: [string, () => Promise<unknown>][] = [
    ['GET /health', async () => (await client.request('GET', '/health')).text()],
    ['GET /jobs/{id}', () => client.job(jobId)],
    ['POST /jobs', () => client.createJob(UPLOAD)],
  ];
  const measured = async () => {
    const p95s: number[] = [];
    for (const [, ask] of asked) p95s.push((await latencyOf(ask, { clients: 1, each: EACH })).p95);
    return p95s;
  };
  await measured();
  const alone = await measured();
  const neighbour = await startNeighbour(cloud);
  // Until its burst is used up.
  await measured();
  const beside = await measured();
  const held = await heldWaits(client, jobId);
  await neighbour.stop();
  const [health, ...requests] = asked.map(([what], nth) => ({
    what,
    alone: alone[nth] ?? NaN,
    beside: beside[nth] ?? NaN,
  }));
  if (!health) throw new TypeError('nothing was measured');
  return { health, requests, held, waits: WAITS };
}

async function heldWaits(client: ApiClient, jobId: string): Promise<number> {
  let held = 0;
  for (let nth = 0; nth < WAITS; nth += 1) {
    const answer = await client.request('GET', `/jobs/${jobId}?wait=1`);
    if (!answer.headers.has('retry-after')) held += 1;
  }
  return held;
}

/** With the deployment's own limits: asks again at once, unless it has used up its rate. */
async function startNeighbour(cloud: Cloud): Promise<{ stop: () => Promise<void> }> {
  const table = cloud.outputs['JobsTableName'] ?? '';
  const keys = new ApiKeyRegistry(new JobsTable(table, new DynamoDBClient(cloud.aws.connection)));
  const { apiKey } = await issueKey(
    { owner: 'neighbour', scopes: ['jobs:read', 'jobs:write'], limits: {} },
    keys,
  );
  const client = new ApiClient({ ...cloud.info, apiKey });
  const { jobId } = await client.createJob(UPLOAD);
  let isOver = false;
  const ask = async () => {
    while (!isOver) {
      const { status, headers } = await client.request('GET', `/jobs/${jobId}?wait=20`);
      if (status === 429) await sleep(1000 * Number(headers.get('retry-after')));
    }
  };
  const asking = Array.from({ length: CONNECTIONS }, ask);
  return {
    stop: async () => {
      isOver = true;
      await client.request('POST', `/jobs/${jobId}/cancel`);
      await Promise.all(asking);
    },
  };
}
