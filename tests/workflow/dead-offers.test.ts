/** `npm run dlq` with offers of batch jobs that no machine could claim, of a stage of its own. */
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { queueNames, QUEUES, type QueueName } from '../../cli/dlq/queues.ts';
import { runCommand } from '../../computer/run-command.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { Offer } from '../../core/job/offer.ts';
import { aJob } from '../support/a-job.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { TestCloud } from '../support/test-cloud.ts';

const STAGE = 'offers';
const TOKEN = 'a-task-token';

const cloud = await TestCloud.shared();
const { connection } = cloud.cloud.aws;
const sqs = new SQSClient(connection);
afterAll(() => cloud.leave());

const queues = new Map<QueueName, { source: string; dead: string }>();
for (const name of QUEUES) queues.set(name, await queuesOf(name));
const jobs = new JobStore(await scratchTable(cloud, `spotscribe-${STAGE}-jobs`));

async function queueNamed(QueueName: string, Attributes = {}): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}

/** As the stack makes them. @returns their addresses */
async function queuesOf(name: QueueName): Promise<{ source: string; dead: string }> {
  const names = queueNames(STAGE, name);
  const dead = await queueNamed(names.dead);
  const asked = new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked);
  const policy = { deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 5 };
  return {
    dead,
    source: await queueNamed(names.source, { RedrivePolicy: JSON.stringify(policy) }),
  };
}

/** A dead letter. @returns its id */
async function send(queue: QueueName, body: unknown): Promise<string> {
  const MessageBody = JSON.stringify(body);
  const QueueUrl = queues.get(queue)?.dead;
  const { MessageId = '' } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return MessageId;
}

async function offer(jobId = newJobId()): Promise<{ id: string; offer: Offer }> {
  const offered = { jobId, attempt: 1, offerId: '0'.repeat(32), offerToken: TOKEN };
  return { id: await send('batch', offered), offer: offered };
}

/** What `npm run dlq` prints. */
async function dlq(...args: string[]): Promise<string> {
  return runCommand({
    program: process.execPath,
    args: ['cli/run-program.mjs', 'cli/dlq.ts', ...args, '--stage', STAGE],
    environment: {
      AWS_ENDPOINT_URL: connection.endpoint,
      AWS_REGION: connection.region,
      AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
    },
  });
}

test('an offer is listed with its job, shown without its token, and goes back whole', async () => {
  const { jobId } = aJob({ jobId: newJobId() });
  await jobs.create(aJob({ jobId, status: 'queued', attempt: 1, route: 'batch' }));
  const letter = await offer(jobId);

  const listed = await dlq('list');
  expect(listed).toMatch(
    new RegExp(`^${letter.id} .* batch .*attempt 1 of ${jobId}, whose status is queued`, 'm'),
  );
  const shown = await dlq('show', letter.id);
  expect(JSON.parse(shown)).toMatchObject({ jobId, attempt: 1, jobStatus: 'queued' });
  expect(listed + shown).not.toContain(TOKEN);

  expect(JSON.parse(await dlq('redrive', letter.id))).toEqual({ redriven: [letter.id] });
  const again = new ReceiveMessageCommand({ QueueUrl: queues.get('batch')?.source });
  const { Messages: [message] = [] } = await sqs.send(again);
  expect(Offer.parse(JSON.parse(message?.Body ?? ''))).toEqual(letter.offer);
  expect(await dlq('list', '--queue', 'batch')).toContain('There are no dead letters');
});

test('queues are looked at together, and one of them has to be named to redrive all', async () => {
  const [of, other] = [await offer(), await send('intake', { audio: {} })];
  const all = (await dlq('list', '--json')).trim().split('\n');
  expect(all.map((line) => (JSON.parse(line) as { queue: string }).queue).sort()).toEqual([
    ...['batch', 'intake'],
  ]);
  await expect(dlq('redrive', '--all')).rejects.toThrow('Give --queue intake or batch');
  expect(JSON.parse(await dlq('redrive', '--all', '--queue', 'batch'))).toMatchObject({ moved: 1 });
  expect(JSON.parse(await dlq('drop', other, '--yes'))).toEqual({ dropped: [other] });
  await expect(dlq('show', of.id)).rejects.toThrow('Not among the dead letters');
});

test('a job that the table does not have is said to be deleted', async () => {
  const { id, offer: offered } = await offer();
  expect(JSON.parse(await dlq('show', id))).toMatchObject({ jobStatus: 'deleted' });
  expect(await dlq('list')).toContain(offered.jobId);
});
