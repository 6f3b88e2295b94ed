import { randomUUID } from 'node:crypto';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const fixture = await sharedFixture();
const sqs = new SQSClient(fixture.aws.connection);

interface Queue {
  url: string;
  arn: string;
}

async function queue(name: string, Attributes: Record<string, string> = {}): Promise<Queue> {
  const QueueName = `${name}-${randomUUID()}`;
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  const { Attributes: known } = await sqs.send(asked);
  return { url, arn: known?.QueueArn ?? '' };
}

/** A queue whose messages go to the other at their second receive. */
async function withDeadLetters(prefix = 'queue'): Promise<{ source: Queue; dead: Queue }> {
  const dead = await queue(`${prefix}-dead`);
  const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 };
  const source = await queue(prefix, { RedrivePolicy: JSON.stringify(policy) });
  return { source, dead };
}

async function send({ url: QueueUrl }: Queue, MessageBody: string): Promise<void> {
  const MessageAttributes = { kept: { DataType: 'String', StringValue: MessageBody } };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
}

/** Received, and at once visible again. */
async function received({ url }: Queue): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages ?? [];
}

async function moved({ arn }: Queue, to?: Queue) {
  const asked = { SourceArn: arn, DestinationArn: to?.arn };
  await sqs.send(new StartMessageMoveTaskCommand(asked));
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn }));
  return Results?.[0];
}

test('the URL of a queue is at the endpoint, so that the SDK warns of nothing', async () => {
  const { url } = await queue('named');
  const QueueName = url.split('/').at(-1);
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  expect(found.QueueUrl).toBe(url);
  for (const address of [url, fixture.output('QueueUrl')]) {
    expect(new URL(address).origin).toBe(fixture.aws.connection.endpoint);
  }
});

test('a message has ten attributes at most', async () => {
  const { url: QueueUrl } = await queue('attributes');
  const attributes = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `a${at}`,
        { DataType: 'String', StringValue: 'x' },
      ]),
    );
  const sent = (count: number) =>
    sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(count) }),
    );
  await sent(10);
  await expect(sent(11)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

describe('a redrive', () => {
  test('takes the dead letters back to where SQS took them from, as new messages', async () => {
    const { source, dead } = await withDeadLetters();
    for (const body of ['one', 'two']) await send(source, body);
    const first = await received(source);
    expect(await received(source)).toEqual([]);
    expect(await received(dead)).toHaveLength(2);
    expect(await moved(dead)).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 2,
    });
    expect(await received(dead)).toEqual([]);
    const again = await received(source);
    expect(again).toMatchObject(
      ['one', 'two'].map((body) => ({
        Body: body,
        Attributes: { ApproximateReceiveCount: '1' },
        MessageAttributes: { kept: { StringValue: body } },
      })),
    );
    const ids = new Set([...first, ...again].map(({ MessageId }) => MessageId));
    expect(ids.size).toBe(4);
  });

  test('of a message that was sent there directly needs to know where to', async () => {
    const { source, dead } = await withDeadLetters();
    await send(dead, 'direct');
    const FailureReason = 'CouldNotDetermineMessageSource';
    expect(await moved(dead)).toMatchObject({ Status: 'FAILED', FailureReason });
    expect(await moved(dead, source)).toMatchObject({ Status: 'COMPLETED' });
    expect(await received(source)).toMatchObject([{ Body: 'direct' }]);
  });

  test('of a queue that takes no dead letters is refused', async () => {
    await expect(moved(await queue('plain'))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    const gone = { arn: 'arn:aws:sqs:eu-north-1:123456789012:gone', url: '' };
    await expect(moved(gone)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('needs the right to the queue that it names', async () => {
    const operator = new SQSClient(await fixture.assume(FIXTURE.operatorRole, 'operator'));
    const start = async (dead: Queue) =>
      operator.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
    const [own, other] = [await withDeadLetters('operated'), await withDeadLetters('other')];
    expect(await start(own.dead)).toMatchObject({ TaskHandle: expect.any(String) });
    await expect(start(other.dead)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

test('a queue of dead letters names the queues that they come from', async () => {
  const { source, dead } = await withDeadLetters();
  const command = new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url });
  expect((await sqs.send(command)).queueUrls).toEqual([source.url]);
});

test('faults: a message comes twice, and a receive is refused for its rate', async () => {
  const { emulator } = fixture.aws;
  const source = await queue('twice');
  await emulator.put({ queueCopies: 2 });
  await send(source, 'one');
  await emulator.put({ queueCopies: 1 });
  await send(source, 'other');
  expect((await received(source)).map(({ Body }) => Body)).toEqual(['one', 'one', 'other']);

  await emulator.put({ throttled: { ReceiveMessage: 1 } });
  const once = new SQSClient({ ...fixture.aws.connection, maxAttempts: 1 });
  const command = new ReceiveMessageCommand({ QueueUrl: source.url });
  await expect(once.send(command)).rejects.toMatchObject({ name: 'RequestThrottled' });
  expect(await received(source)).toHaveLength(3);
});
