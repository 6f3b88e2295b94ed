import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type MessageAttributeValue,
} from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DeadLetters } from '../../cli/dlq/dead-letters.ts';
import { queueNames } from '../../cli/dlq/queues.ts';
import { summaryOf } from '../../cli/dlq/report.ts';
import { scriptAudio } from '../../chaos/script.ts';
import { runCommand } from '../../computer/run-command.ts';
import { messageJobId } from '../../core/base/job-id.ts';
import { deletionKey } from '../../core/aws/dynamodb/items.ts';
import { messageIdentity } from '../../core/job/intake-message.ts';
import { deleteJob } from '../support/delete-job.ts';
import { put } from '../support/drop.ts';
import { SHORT, textOfScript } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

const cloud = await TestCloud.shared();
const { connection } = cloud.cloud.aws;
const sqs = new SQSClient(connection);
const lambda = new LambdaClient(connection);
const { owner, intakeQueueUrl: QueueUrl = '' } = cloud.cloud.info;
afterAll(() => cloud.leave());

const letters = await DeadLetters.of(queueNames('local', 'intake'), sqs);

type Attributes = Record<string, string>;

/** @returns the message's id */
async function send(body: unknown, attributes: Attributes = {}): Promise<string> {
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]): [string, MessageAttributeValue] => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
  const command = new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes });
  return (await sqs.send(command)).MessageId ?? '';
}

/** New audio of an owner. @returns its address */
async function audioOf(name = owner): Promise<string> {
  const key = `in/${name}/${randomUUID()}.wav`;
  await put(cloud, { key, body: scriptAudio(SHORT) });
  return `s3://${cloud.output('AudioBucketName')}/${key}`;
}

/** A new job: the audio of the script is the same in all of them. */
const request = (s3: string) => ({ audio: { s3 }, force: true });

async function jobsOf(name: string, s3: string): Promise<string[]> {
  const { jobs } = await cloud.lists.ofOwner({ owner: name, limit: 100 });
  return jobs
    .filter(({ audio }) => audio.source === 's3' && s3.endsWith(audio.key))
    .map(({ jobId }) => jobId);
}

async function jobOf(s3: string, name = owner): Promise<string> {
  return until('the message has become a job', async () => (await jobsOf(name, s3))[0]);
}

/** What `npm run dlq` prints. */
async function dlq(...args: string[]): Promise<string> {
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

async function deadLetters(): Promise<ReturnType<typeof summaryOf>[]> {
  return (await letters.list(100)).map(summaryOf);
}

/** Waits by the queue's numbers, which does not receive. */
async function untilDead(count: number): Promise<void> {
  const QueueName = `${QueueUrl.split('/').at(-1)}-dead-letters`;
  const { QueueUrl: url } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const AttributeNames = ['ApproximateNumberOfMessages'] as const;
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [...AttributeNames],
  });
  await until(`${count} dead letters`, async () => {
    const { Attributes } = await sqs.send(command);
    return Number(Attributes?.ApproximateNumberOfMessages) === count;
  });
}

/** A record as Lambda passes it to the function. */
function record(body: unknown, messageAttributes: Attributes = {}) {
  return {
    messageId: randomUUID(),
    receiptHandle: 'none',
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: Object.fromEntries(
      Object.entries(messageAttributes).map(([name, stringValue]) => [
        name,
        { dataType: 'String', stringValue },
      ]),
    ),
    eventSourceARN: cloud.output('IntakeQueueArn'),
  };
}

async function deliver(...Records: ReturnType<typeof record>[]): Promise<unknown> {
  const command = new InvokeCommand({
    FunctionName: 'spotscribe-local-intake',
    Payload: JSON.stringify({ Records }),
  });
  const { Payload } = await lambda.send(command);
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

describe('a message becomes a job', () => {
  test('that completes, with the body of POST /jobs', async () => {
    const s3 = await audioOf();
    await send({ ...request(s3), words: true, metadata: { case: '2026-114' } });
    const job = await cloud.completed(await jobOf(s3));
    expect(job).toMatchObject({ owner, metadata: { case: '2026-114' }, audio: { source: 's3' } });
    expect((await cloud.client.transcript(job.jobId)).text).toBe(textOfScript(SHORT));
  });

  test('with the older names too, whose output gets the documents', async () => {
    const s3 = await audioOf();
    const job_id = `older ${randomUUID()}`;
    const prefix = `older/${randomUUID()}`;
    const Bucket = 'spotscribe-local-output';
    await send({ job_id, s3_input_path: s3, s3_output_path: `s3://${Bucket}/${prefix}` });
    const { jobId, metadata } = await cloud.completed(await jobOf(s3));
    expect(metadata).toEqual({ job_id });
    const listed = new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` });
    const { Contents = [] } = await cloud.s3.send(listed);
    expect(Contents.map(({ Key }) => Key)).toContain(`${prefix}/${jobId}.json`);
  });

  test('of the owner that it names', async () => {
    const name = `o-${randomUUID().slice(0, 8)}`;
    await keyOf(cloud, name);
    const s3 = await audioOf(name);
    await send(request(s3), { owner: name });
    expect(await jobOf(s3, name)).toMatch(/^job-/);
  });
});

describe('a redelivered message', () => {
  test('is the same job, and so is another one with the same key and body', async () => {
    const s3 = await audioOf();
    const message = record(request(s3), { idempotencyKey: randomUUID() });
    const again = { ...message, messageId: randomUUID() };
    expect(await deliver(message, message)).toEqual({ batchItemFailures: [] });
    expect(await deliver(message, again)).toEqual({ batchItemFailures: [] });
    expect(await jobsOf(owner, s3)).toEqual([
      messageJobId(owner, messageIdentity(message, undefined)),
    ]);
  });

  test('of a job that was deleted makes no other one', async () => {
    const s3 = await audioOf();
    const message = record(request(s3));
    const jobId = messageJobId(owner, messageIdentity(message, undefined));
    await deliver(message);
    await cloud.completed(jobId);
    expect(await deleteJob(cloud, jobId)).toMatchObject({
      remains: expect.arrayContaining([expect.objectContaining({ where: 'intake-queues' })]),
    });
    expect(await deliver(message)).toEqual({ batchItemFailures: [] });
    expect(await cloud.jobs.job(jobId)).toBeUndefined();
    expect(await cloud.table.get(deletionKey(jobId), z.object({}))).toBeDefined();
  });
});

describe('a message that can be no job', () => {
  test('is a dead letter at once, as it came, with the reason; dropped, it is gone', async () => {
    const body = '{"audio": ';
    const id = await send(body, { trace: 'kept' });
    await untilDead(1);
    expect(await dlq('list')).toMatch(new RegExp(`^ID .*\\n${id} .* malformed-json .*not JSON`));
    const shown: unknown = JSON.parse(await dlq('show', id));
    expect(shown).toMatchObject({
      ...{ id, code: 'malformed-json', body, attributes: { trace: 'kept' } },
      reason: 'The body is not JSON: Unexpected end of JSON input.',
    });
    await expect(dlq('drop', id)).rejects.toThrow('give --yes');
    expect(JSON.parse(await dlq('drop', id, '--yes'))).toEqual({ dropped: [id] });
    await expect(dlq('show', id)).rejects.toThrow('Not among the dead letters');
  });

  test('is one of many kinds', async () => {
    const s3 = await audioOf();
    const job_id = randomUUID();
    await send({ job_id, s3_input_path: s3 });
    await jobOf(s3);
    const bad: [string, unknown, Attributes][] = [
      ['idempotency-mismatch', { job_id, s3_input_path: await audioOf() }, {}],
      ['invalid', { audio: { upload: { filename: 'a', bytes: 1 } } }, {}],
      ['invalid', { audio: { s3: 's3://spotscribe-local-audio/in/somebody/a.wav' } }, {}],
      ['invalid', request(s3), { owner: 'no-such-owner' }],
      ['not-available', { ...request(s3), route: 'sagemaker' }, {}],
      ['too-large', { audio: 'x'.repeat(70_000) }, {}],
    ];
    const ids = await Promise.all(bad.map(([, body, attributes]) => send(body, attributes)));
    await untilDead(bad.length);
    const found = new Map((await deadLetters()).map(({ id, code }) => [id, code]));
    expect(found).toEqual(new Map(ids.map((id, at) => [id, bad[at]?.[0]])));
    expect(await letters.drop(ids)).toHaveLength(bad.length);
  });

  test('becomes one when it is redriven after its cause was mended', async () => {
    const addresses = [`${await audioOf()}.later`, `${await audioOf()}.later`];
    const ids = await Promise.all(addresses.map((s3) => send(request(s3))));
    await untilDead(2);
    for (const { id, reason } of await deadLetters()) {
      expect(ids).toContain(id);
      expect(reason).toBe('audio.s3: There is no such object.');
    }
    for (const s3 of addresses) {
      const key = s3.split('/').slice(3).join('/');
      await put(cloud, { key, body: scriptAudio(SHORT) });
    }
    const [[id = ''], [s3 = '', other = '']] = [ids, addresses];
    expect(JSON.parse(await dlq('redrive', id))).toEqual({ redriven: [id] });
    expect(await jobOf(s3)).toMatch(/^job-/);
    expect(await deadLetters()).toMatchObject([{ id: ids[1] }]);
    expect(JSON.parse(await dlq('redrive', '--all', '--queue', 'intake'))).toEqual({
      status: 'COMPLETED',
      moved: 1,
    });
    expect(await jobOf(other)).toMatch(/^job-/);
    expect(await deadLetters()).toEqual([]);
  });
});

test('nothing is left in the queue', async () => {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toBeUndefined();
});
