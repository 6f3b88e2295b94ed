import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCloud } from '../support/test-cloud.ts';
import { until } from '../support/until.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

test('an event that fails its function is repeated twice, and then kept in the queue', async () => {
  const { connection } = cloud.cloud.aws;
  const detail = { 'not-the-id': 'of an instance' };
  const event = {
    Source: 'aws.ec2',
    DetailType: 'EC2 Instance Rebalance Recommendation',
    Detail: JSON.stringify(detail),
  };
  const log = 'spotscribe-local-instanceChanged';
  const before = failuresIn(cloud.cloud.aws.functionLog(log));
  await new EventBridgeClient(connection).send(new PutEventsCommand({ Entries: [event] }));

  const sqs = new SQSClient(connection);
  const QueueName = 'spotscribe-local-lost-events';
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const kept = await until('the event is in the queue', async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    return Messages.find(({ Body = '' }) => Body.includes('not-the-id'));
  });
  expect(JSON.parse(kept.Body ?? '')).toMatchObject({ requestPayload: { detail } });
  expect(failuresIn(cloud.cloud.aws.functionLog(log)) - before).toBe(3);
});

function failuresIn(log: string): number {
  return log.match(/Invoke Error/g)?.length ?? 0;
}
