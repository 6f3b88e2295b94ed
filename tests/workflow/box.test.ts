/** `npm run worker` on the embedded cloud: this computer takes a job with the rights of a box alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { TestCloud } from '../support/test-cloud.ts';

const NAME = 'of-a-test';
const SAMPLE = path.join(PROJECT, 'model/micro-whisper/audio/demo.wav');

let cloud: TestCloud;
let info: string;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  info = path.join(cloud.cloud.aws.run.path, 'cloud.json');
  await writeFile(info, JSON.stringify(cloud.cloud.info));
}, 120_000);
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

test('a box takes a job of the pool, and ends with 0 when it is told to', async () => {
  const worker = startWorker('--pool', 'batch');
  const { jobId } = await cloud.client.submitFile(SAMPLE, { route: 'batch' });

  const job = await cloud.client.untilEnd(jobId);
  worker.child.kill('SIGINT');
  const [code] = (await worker.ending) as [number | null];

  expect(job.status, worker.output()).toBe('completed');
  expect(job.instance).toMatchObject({ id: `box-${NAME}`, market: 'own' });
  expect(code, worker.output()).toBe(0);
}, 120_000);

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
