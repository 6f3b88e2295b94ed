/** All that a cloud keeps, as text: for whoever looks for what must not be there. */
import { readdirSync, readFileSync } from 'node:fs';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { consoleLog } from '../../local/ec2/instance.ts';
import { signedPost } from '../../core/aws/signed-post.ts';
import type { TestCloud } from '../support/test-cloud.ts';
import { everyRow } from '../support/every-row.ts';

const BUCKETS = ['AudioBucketName', 'ResultsBucketName'];
const MACHINES = ['JobStateMachineArn', 'DeliveryStateMachineArn'];
const INSTANCE_LOGS = '/spotscribe/local/instances';

export interface Version {
  key: string;
  versionId: string;
  bytes: number;
}

/** Rows, objects with their keys, executions, log lines: a text for each. */
export interface Everything {
  table: string[];
  objects: string[];
  histories: string[];
  logs: string[];
}

export async function everythingIn(cloud: TestCloud): Promise<Everything> {
  const [table, objects, histories, logs] = await Promise.all([
    rowsOf(cloud),
    objectsOf(cloud),
    historiesOf(cloud),
    logsOf(cloud),
  ]);
  return { table, objects, histories, logs };
}

/** In which of them a text stands, in whatever case. */
export function placesOf(text: string, everything: Everything): (keyof Everything)[] {
  const names = Object.keys(everything) as (keyof Everything)[];
  const wanted = text.toLowerCase();
  return names.filter((name) => everything[name].some((one) => one.toLowerCase().includes(wanted)));
}

export async function versionsIn(cloud: TestCloud, bucket: string): Promise<Version[]> {
  const { Versions = [], DeleteMarkers = [] } = await cloud.s3.send(
    new ListObjectVersionsCommand({ Bucket: cloud.output(bucket) }),
  );
  const all = [...Versions, ...DeleteMarkers.map((marker) => ({ ...marker, Size: 0 }))];
  return all.map(({ Key = '', VersionId = '', Size = 0 }) => ({
    key: Key,
    versionId: VersionId,
    bytes: Size,
  }));
}

async function rowsOf({ table }: TestCloud): Promise<string[]> {
  return (await everyRow(table)).map((item) => JSON.stringify(item));
}

async function objectsOf(cloud: TestCloud): Promise<string[]> {
  const inBuckets = await Promise.all(
    BUCKETS.map(async (bucket) => {
      const versions = await versionsIn(cloud, bucket);
      return Promise.all(versions.map((one) => contentOf(cloud, bucket, one)));
    }),
  );
  return inBuckets.flat();
}

async function contentOf(
  cloud: TestCloud,
  bucket: string,
  { key, versionId, bytes }: Version,
): Promise<string> {
  if (bytes === 0) return key;
  const object = { Bucket: cloud.output(bucket), Key: key, VersionId: versionId };
  const { Body } = await cloud.s3.send(new GetObjectCommand(object));
  return `${key} ${(await Body?.transformToString('utf-8')) ?? ''}`;
}

async function historiesOf(cloud: TestCloud): Promise<string[]> {
  const lists = await Promise.all(
    MACHINES.map((machine) =>
      cloud.workflows.send(new ListExecutionsCommand({ stateMachineArn: cloud.output(machine) })),
    ),
  );
  const executions = lists.flatMap((list) => list.executions ?? []);
  return Promise.all(
    executions.map(async ({ executionArn }) => {
      const asked = { executionArn, maxResults: 1000 };
      const { events } = await cloud.workflows.send(new GetExecutionHistoryCommand(asked));
      return `${executionArn ?? ''} ${JSON.stringify(events)}`;
    }),
  );
}

/** Of every function and every machine, and the machines' own consoles. */
async function logsOf(cloud: TestCloud): Promise<string[]> {
  const { aws, ec2 } = cloud.cloud;
  const functions = readdirSync(aws.run.logs).filter((name) => name.startsWith('spotscribe-'));
  return [
    ...functions.map((name) => aws.functionLog(name.replace(/\.log$/, ''))),
    ...ec2.host.all().map((instance) => readFileSync(consoleLog(instance), 'utf8')),
    ...(await instanceLogs(cloud)),
  ];
}

const Streams = z.object({ logStreams: z.array(z.object({ logStreamName: z.string() })) });
const Lines = z.object({ events: z.array(z.object({ message: z.string() })) });

async function instanceLogs(cloud: TestCloud): Promise<string[]> {
  const { logStreams } = Streams.parse(await askLogs(cloud, 'DescribeLogStreams', {}));
  return Promise.all(
    logStreams.map(async ({ logStreamName }) => {
      const asked = { logStreamName, startFromHead: true };
      const { events } = Lines.parse(await askLogs(cloud, 'GetLogEvents', asked));
      return [logStreamName, ...events.map(({ message }) => message)].join('\n');
    }),
  );
}

async function askLogs({ cloud }: TestCloud, action: string, asked: object): Promise<unknown> {
  const { endpoint, region, credentials } = cloud.aws.connection;
  const own = { url: endpoint, region, credentials: () => Promise.resolve(credentials) };
  const answer = await signedPost({ ...own, service: 'logs' })({
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
    },
    body: JSON.stringify({ logGroupName: INSTANCE_LOGS, ...asked }),
    signal: AbortSignal.timeout(10_000),
  });
  return answer.json();
}
