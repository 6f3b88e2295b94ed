/** A checkout of this repository with its own embedded cloud, to measure jobs on. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  DisableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Cloud } from '../../local/cloud.ts';
import type { WebhookReceiver } from '../../local/webhook-receiver.ts';
import { difference, usageSoFar, type Usage } from '../api/usage.ts';
import { bundles } from '../bundles.ts';
import { transitionsOfCompletedJob } from '../transitions.ts';

export interface Sample {
  totalSeconds: number;
  /** From POST until the workflow begins to launch a machine. */
  launchSeconds: number;
  engineSeconds: number;
  /** Size of the job's item at its end, as JSON: DynamoDB charges a write by the kilobyte. */
  itemBytes: number;
}

export interface Checkout {
  name: string;
  /** Runs one job to its end. */
  measure: () => Promise<Sample>;
  /** AWS requests since the cloud's start, without state transitions. */
  usage: () => Usage;
  /** State transitions of a job, by the state machine's definition. */
  transitions: number;
  stop: () => Promise<void>;
}

const WEBHOOK_MS = 30_000;
/** @param folder root of the checkout; its own code runs, with its own packages and image */
export async function startCheckout(name: string, folder: string): Promise<Checkout> {
  const ours = await codeOf(folder);
  const receiver = await ours.WebhookReceiver.start();
  const allow = [receiver.address];
  const cloud = await ours.startCloud({
    allow,
    progress: (line) => console.error(`${name}: ${line}`),
  });
  await stopSchedules(cloud);
  const functions = Object.keys(bundles(path.join(folder, '.local', 'package')));
  return {
    name,
    measure: () => runJob(ours, { cloud, receiver, folder }),
    usage: () => usageSoFar(cloud, functions),
    transitions: transitionsOfCompletedJob(
      readFileSync(path.join(folder, 'statemachine', 'job.asl.json'), 'utf8'),
    ),
    stop: async () => {
      await cloud.stop();
      await receiver.stop();
    },
  };
}

/** The modules of the other checkout are those of this one, older or newer. */
async function codeOf(folder: string) {
  const load = async (file: string) => (await import(path.join(folder, file))) as unknown;
  const [cloud, receiver, client, reader, table] = await Promise.all([
    load('local/cloud.ts') as Promise<typeof import('../../local/cloud.ts')>,
    load('local/webhook-receiver.ts') as Promise<typeof import('../../local/webhook-receiver.ts')>,
    load('client/api-client.ts') as Promise<typeof import('../../client/api-client.ts')>,
    load('core/aws/dynamodb/job-reader.ts') as Promise<
      typeof import('../../core/aws/dynamodb/job-reader.ts')
    >,
    load('core/aws/dynamodb/jobs-table.ts') as Promise<
      typeof import('../../core/aws/dynamodb/jobs-table.ts')
    >,
  ]);
  return { ...cloud, ...receiver, ...client, ...reader, ...table };
}

async function runJob(
  { ApiClient, JobReader, JobsTable }: Awaited<ReturnType<typeof codeOf>>,
  { cloud, receiver, folder }: { cloud: Cloud; receiver: WebhookReceiver; folder: string },
): Promise<Sample> {
  const client = new ApiClient(cloud.info);
  const { jobId } = await client.submitFile(
    path.join(folder, 'model', 'micro-whisper', 'audio', 'demo.wav'),
    { force: true, webhook: { url: `http://${receiver.address}/` } },
  );
  // No status requests: they would count, and slow the job down.
  await receiver.next(({ body }) => body.includes(jobId), WEBHOOK_MS);
  const dynamo = new DynamoDBClient(cloud.aws.connection);
  const table = new JobsTable(cloud.outputs['JobsTableName'] ?? '', dynamo);
  const job = await new JobReader(table).job(jobId);
  const { status, result, endedAt, launchedAt, createdAt } = job ?? {};
  if (status !== 'completed' || !result) throw new Error(`${jobId} ended as ${status}`);
  const seconds = (at = '') => (Date.parse(at) - Date.parse(createdAt ?? '')) / 1000;
  return {
    totalSeconds: seconds(endedAt),
    launchSeconds: seconds(launchedAt),
    engineSeconds: result.engineSeconds,
    itemBytes: Buffer.byteLength(JSON.stringify(job)),
  };
}

/** Rounds of schedules would count as the jobs' requests. */
async function stopSchedules({ aws }: Cloud): Promise<void> {
  const events = new EventBridgeClient(aws.connection);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name, ScheduleExpression } of Rules) {
    if (ScheduleExpression !== undefined) await events.send(new DisableRuleCommand({ Name }));
  }
}

/** Usage of one of so many jobs. */
export function usagePerJob(
  { usage, transitions }: Checkout,
  { before, jobs }: { before: Usage; jobs: number },
): Usage {
  return { ...difference(usage(), before, jobs), stateTransitions: transitions };
}
