/** All that a cloud keeps and has logged, as text: to search for what must not be anywhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { GetObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { signedPost } from '../../core/aws/signed-post.ts';
import { consoleLog } from '../../local/ec2/instance.ts';
import { everyEvent, everyExecution } from './every-execution.ts';
import { everyRow } from './every-row.ts';
import { everyVersion, type Version } from './every-version.ts';
import type { TestCloud } from './test-cloud.ts';

const BUCKETS = ['AudioBucketName', 'ResultsBucketName'];
const MACHINES = ['JobStateMachineArn', 'DeliveryStateMachineArn'];
const INSTANCE_LOGS = '/spotscribe/local/instances';

/** `place`: `s3://bucket/key`, a row's key, an execution, a log. `text`: what is there, with the place. */
export interface Kept {
  kind: 'table' | 'objects' | 'histories' | 'logs';
  place: string;
  text: string;
}

/** Rows, object versions, executions of the workflows, logs of functions and machines. */
export async function everything(cloud: TestCloud): Promise<Kept[]> {
  const [rows, objects, histories, logs] = await Promise.all([
    rowsOf(cloud),
    objectsOf(cloud),
    historiesOf(cloud),
    logsOf(cloud),
  ]);
  return [...rows, ...objects, ...histories, ...logs];
}

/** The kinds of places in which a text stands, in whatever case. */
export function kindsWith(text: string, all: readonly Kept[]): Kept['kind'][] {
  const wanted = text.toLowerCase();
  const found = all.filter((one) => one.text.toLowerCase().includes(wanted));
  return [...new Set(found.map(({ kind }) => kind))];
}

/** With delete markers. */
export function versionsIn(cloud: TestCloud, bucket: string): Promise<Version[]> {
  return everyVersion(cloud.s3, { Bucket: cloud.output(bucket) });
}

function kept(kind: Kept['kind'], place: string, text: string): Kept {
  return { kind, place, text: `${place} ${text}` };
}

async function rowsOf({ table }: TestCloud): Promise<Kept[]> {
  const rows = await everyRow(table);
  return rows.map((row) => {
    return kept('table', `${String(row['pk'])} ${String(row['sk'])}`, JSON.stringify(row));
  });
}

async function objectsOf(cloud: TestCloud): Promise<Kept[]> {
  const inBuckets = await Promise.all(
    BUCKETS.map(async (bucket) => {
      const versions = await versionsIn(cloud, bucket);
      const Bucket = cloud.output(bucket);
      return Promise.all(
        versions.map(async (version) => {
          const text = version.isMarker ? '' : await contentOf(cloud, Bucket, version);
          return kept('objects', `s3://${Bucket}/${version.key}`, text);
        }),
      );
    }),
  );
  return inBuckets.flat();
}

/** @returns '' for a version that was deleted since it was listed */
async function contentOf({ s3 }: TestCloud, Bucket: string, version: Version): Promise<string> {
  const object = { Bucket, Key: version.key, VersionId: version.versionId };
  try {
    const { Body } = await s3.send(new GetObjectCommand(object));
    return (await Body?.transformToString('utf-8')) ?? '';
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return '';
    throw error;
  }
}

async function historiesOf(cloud: TestCloud): Promise<Kept[]> {
  const { workflows } = cloud;
  const lists = await Promise.all(
    MACHINES.map((name) => everyExecution(workflows, { stateMachineArn: cloud.output(name) })),
  );
  return Promise.all(
    lists.flat().map(async ({ executionArn = '' }) => {
      const events = await everyEvent(workflows, executionArn);
      return kept('histories', executionArn, JSON.stringify(events));
    }),
  );
}

/** Logs of every function and every machine, and the machines' own consoles. */
async function logsOf(cloud: TestCloud): Promise<Kept[]> {
  const { aws, ec2 } = cloud.cloud;
  const files = readdirSync(aws.run.logs).filter((name) => name.startsWith('spotscribe-'));
  const functions = files.map((file) => file.replace(/\.log$/, ''));
  return [
    ...functions.map((name) => kept('logs', `log of ${name}`, aws.functionLog(name))),
    ...ec2.host.all().map((one) => {
      return kept('logs', `console of ${one.id}`, readFileSync(consoleLog(one), 'utf8'));
    }),
    ...(await instanceLogs(cloud)),
  ];
}

const Streams = z.object({
  logStreams: z.array(z.object({ logStreamName: z.string() })),
  nextToken: z.string().optional(),
});
const Lines = z.object({
  events: z.array(z.object({ message: z.string() })),
  nextForwardToken: z.string().optional(),
});

async function instanceLogs(cloud: TestCloud): Promise<Kept[]> {
  const names: string[] = [];
  for (let nextToken: string | undefined; ;) {
    const page = Streams.parse(await askLogs(cloud, 'DescribeLogStreams', { nextToken }));
    names.push(...page.logStreams.map(({ logStreamName }) => logStreamName));
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  return Promise.all(
    names.map(async (name) => {
      return kept('logs', `log stream ${name}`, (await linesOf(cloud, name)).join('\n'));
    }),
  );
}

/** The last page gives the token that it was asked with. */
async function linesOf(cloud: TestCloud, logStreamName: string): Promise<string[]> {
  const lines: string[] = [];
  for (let nextToken: string | undefined; ;) {
    const asked = { logStreamName, startFromHead: true, nextToken };
    const page = Lines.parse(await askLogs(cloud, 'GetLogEvents', asked));
    lines.push(...page.events.map(({ message }) => message));
    if (page.nextForwardToken === undefined || page.nextForwardToken === nextToken) return lines;
    nextToken = page.nextForwardToken;
  }
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
    signal: AbortSignal.timeout(60_000),
  });
  return answer.json();
}
