/** `npm run worker` on the embedded cloud: this computer takes a job with the rights of a box alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAMES_STAND_IN } from '../../ami/name-model.ts';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { Analysis } from '../../core/analysis/analysis.ts';
import type { NamesSearch } from '../../core/redaction/names-search.ts';
import { RedactionView } from '../../core/view/redaction-view.ts';
import { ask } from '../support/ask.ts';
import { ServerStatus } from '../../core/machines/pool/server-status.ts';
import { eventsOf } from '../support/server-sent-events.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

const NAME = 'of-a-test';
const SAMPLE = path.join(PROJECT, 'model/micro-whisper/audio/demo.wav');

let cloud: TestCloud;
let info: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  info = path.join(cloud.cloud.aws.run.path, 'cloud.json');
  await writeFile(info, JSON.stringify(cloud.cloud.info));
});
afterAll(async () => {
  await cloud.leave();
  await rm(path.join(LOCAL, 'worker', NAME), { recursive: true, force: true });
});

function startWorker(...args: string[]) {
  const child = spawn(
    process.execPath,
    [RUN_PROGRAM, 'cli/worker.ts', '--info', info, '--name', NAME, '--port', '0', ...args],
    { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, ending: once(child, 'close'), output: () => output };
}

/** How names were looked for in a job's copy. */
async function namesOf(jobId: string): Promise<NamesSearch | undefined> {
  const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/redaction` });
  return RedactionView.parse(JSON.parse(text)).names;
}

const COPIED = { route: 'batch', redact: {}, force: true } as const;

test('a box takes a job of the pool, and ends with 0 when it is told to', async () => {
  const worker = startWorker('--pool', 'batch');
  const { jobId } = await cloud.client.submitFile(SAMPLE, COPIED);

  const job = await cloud.client.untilEnd(jobId);
  worker.child.kill('SIGINT');
  const [code] = (await worker.ending) as [number | null];

  expect(job.status, worker.output()).toBe('completed');
  expect(job.instance).toMatchObject({ id: `box-${NAME}`, market: 'own' });
  expect(code, worker.output()).toBe(0);
  expect(await namesOf(jobId)).toEqual({
    by: ['rules'],
    withoutModel: 'The machine has no model for names.',
  });
});

test('its server answers with transcript and analyses, each by the real program', async () => {
  const worker = startWorker('--pool', 'warm');
  const url = await until(
    'its server is ready',
    async () => {
      const [, found] = /"url":"([^"]+)"/.exec(worker.output()) ?? [];
      return found !== undefined && (await fetch(`${found}/health`)).ok && found;
    },
    120_000,
  );
  const body = new FormData();
  body.set('analysis', '{"preset": "summary"}');
  body.set('file', new Blob([await readFile(SAMPLE)]), 'demo.wav');

  const events = [];
  const answer = await fetch(`${url}/hybrid`, { method: 'POST', body });
  for await (const event of eventsOf(answer)) events.push(event);
  const health = ServerStatus.parse(await (await fetch(`${url}/health`)).json());
  worker.child.kill('SIGINT');
  await worker.ending;

  const names = events.map(({ event }) => event);
  expect(names.slice(-2), worker.output()).toEqual(['analysis', 'done']);
  expect(names).toContain('transcript');
  expect(Analysis.parse(events.at(-2)?.data)).toMatchObject({ model: 'tiny-llm' });
  expect(health.parts.analysis).toMatchObject({ ready: true, running: true, model: 'tiny-llm' });
  // No GPU here: the plan is made, and nothing to hold against it is known.
  expect(health.memory).toMatchObject({ fits: true, totalBytes: null });
  expect(health.memory?.rows.length).toBeGreaterThan(0);
});

test('a box with a model for names looks for them in the copies that it makes', async () => {
  const worker = startWorker('--pool', 'batch', '--names', NAMES_STAND_IN);
  const { jobId } = await cloud.client.submitFile(SAMPLE, COPIED);

  const job = await cloud.client.untilEnd(jobId);
  worker.child.kill('SIGINT');
  await worker.ending;

  expect(job.status, worker.output()).toBe('completed');
  expect(await namesOf(jobId)).toMatchObject({
    ...{ by: ['rules', 'model'], model: { name: 'stand-in for tests' } },
  });
});

test('a box with a model that is not declared does not join', async () => {
  const worker = startWorker('--model', 'medium');
  const [code] = (await worker.ending) as [number | null];

  expect(worker.output()).toContain(
    'The model is called kb-whisper-medium, and spotscribe-local declares kb-whisper-small',
  );
  expect(worker.output()).not.toContain('joins the pool');
  expect(code).toBe(1);
});

test('the role of boxes reaches no bucket and sends no offers', async () => {
  const { connection } = cloud.cloud.aws;
  const sts = new STSClient(connection);
  const RoleArn = cloud.output('WorkerRoleArn');
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'box-curious' }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const s3 = new S3Client({ ...connection, credentials, forcePathStyle: true });
  const Bucket = cloud.cloud.info.resultsBucket;
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'jobs/x' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  const sqs = new SQSClient({ ...connection, credentials, useQueueUrlAsEndpoint: false });
  const offer = { QueueUrl: cloud.output('WarmQueueUrl'), MessageBody: '{}' };
  await expect(sqs.send(new SendMessageCommand(offer))).rejects.toThrow();
});
