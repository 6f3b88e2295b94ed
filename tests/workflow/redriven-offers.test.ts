/** Offers that no machine could claim come back from the dead letters; a poison file harms no other job. */
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import type { Script } from '../../chaos/script.ts';
import { runCommand } from '../../computer/run-command.ts';
import { invoke } from '../support/invoke.ts';
import { scriptFile } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf } from '../support/webhook-of.ts';

/** So often a queue gives a message before it is a dead letter. */
const MOST_RECEIVES = 5;

let cloud: TestCloud;
let queues: SQSClient;
beforeAll(async () => {
  cloud = await TestCloud.start({
    parameters: { BatchMaxMachines: '1', MaxAttempts: '2' },
    engine: STUB_ENGINE,
  });
  queues = new SQSClient({ ...cloud.cloud.aws.connection, useQueueUrlAsEndpoint: false });
});
afterAll(() => cloud.stop());

async function offered(script: Partial<Script>): Promise<string> {
  const whole = { title: 'kvarnen', windows: 3, paceSeconds: 0.05, ...script };
  const { jobId } = await cloud.client.submitFile(scriptFile(whole), {
    ...{ route: 'batch', webhook: cloud.webhook },
  });
  await cloud.until('it waits', jobId, async () => (await cloud.jobs.job(jobId))?.offerId);
  return jobId;
}

/** Receives what is in the queue, as a machine that cannot claim. @returns how many messages */
async function receive(): Promise<number> {
  const asked = { QueueUrl: cloud.output('BatchQueueUrl'), MaxNumberOfMessages: 10 };
  const command = new ReceiveMessageCommand({ ...asked, VisibilityTimeout: 0 });
  return (await queues.send(command)).Messages?.length ?? 0;
}

async function dlq(...args: string[]): Promise<string> {
  const { connection } = cloud.cloud.aws;
  return runCommand({
    program: process.execPath,
    args: ['cli/run-program.mjs', 'cli/dlq.ts', ...args, '--stage', 'local'],
    environment: {
      AWS_ENDPOINT_URL: connection.endpoint,
      AWS_REGION: connection.region,
      AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
    },
  });
}

test('an offer that machines could not claim is a dead letter; redriven, its job is done among poison', async () => {
  const dead = await offered({ title: 'en gång till' });
  await cloud.until('it is received', dead, async () => (await receive()) > 0);
  for (let nth = 1; nth < MOST_RECEIVES; nth++) await receive();
  expect(await receive()).toBe(0);
  expect(await dlq('list', '--queue', 'batch')).toContain(dead);

  const sound = [await offered({ title: 'först' })];
  const unreadable = await offered({ ending: 'unreadable', atWindow: 1 });
  const crashing = await offered({ ending: 'crash', atWindow: 1 });
  sound.push(await offered({ title: 'sist' }));
  expect(JSON.parse(await dlq('redrive', '--all', '--queue', 'batch'))).toMatchObject({ moved: 1 });
  await invoke(cloud, 'tendPools', { time: new Date().toISOString(), drain: true });

  for (const jobId of [dead, ...sound]) {
    expect(await cloud.completed(jobId)).toMatchObject({ attempt: 1, route: { chosen: 'batch' } });
  }
  expect((await cloud.ended(unreadable)).error).toMatchObject({ code: 'AudioUnreadable' });
  const { error, attempt } = await cloud.ended(crashing);
  expect([error?.code, attempt]).toEqual(['AttemptsExhausted', 2]);
  for (const jobId of [dead, ...sound, unreadable, crashing]) {
    expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  }
  expect(await dlq('list', '--queue', 'batch')).toContain('There are no dead letters');
});
