import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createStack } from '../../local/deploy.ts';
import { sharedFixture } from './fixture/stack.ts';
import { until } from '../support/until.ts';

const fixture = await sharedFixture();
const { connection } = fixture.aws;

const role = (service: string, Action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'p',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
        },
      },
    ],
  },
});

const parts = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  Sender: role('scheduler.amazonaws.com', 'sqs:SendMessage'),
  Reader: role('scheduler.amazonaws.com', 'sqs:ReceiveMessage'),
  Foreign: role('lambda.amazonaws.com', 'sqs:SendMessage'),
};

/** A schedule at a time of Stockholm's clock, by the clock of a zone. */
function schedule(name: string, by: { role: keyof typeof parts; zone: string; at: Date }) {
  const clock = by.at.toLocaleString('sv-SE', { timeZone: 'Europe/Stockholm' }).replace(' ', 'T');
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: `at(${clock})`,
      ScheduleExpressionTimezone: by.zone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [by.role, 'Arn'] },
        Input: `${name} <aws.scheduler.scheduled-time>`,
      },
    },
  };
}

function make(stackName: string, schedules: Record<string, unknown>) {
  return createStack(connection, {
    stackName,
    template: {
      Resources: { ...parts, ...schedules },
      Outputs: { Queue: { Value: { Ref: 'Queue' } } },
    },
    artifacts: '',
    parameters: {},
  });
}

test('a schedule keeps the clock of its zone, and calls with the rights of its role', async () => {
  // When a slow computer has made the stack, it is still to come.
  const at = new Date(Math.floor(Date.now() / 1000 + 8) * 1000);
  const zone = 'Europe/Stockholm';
  // Looked at in this order: when the last one has come, the others have not.
  const { Queue = '' } = await make('schedules', {
    InNewYork: schedule('new-york', { at, zone: 'America/New_York', role: 'Sender' }),
    Powerless: schedule('powerless', { at, zone, role: 'Reader' }),
    InStockholm: schedule('stockholm', { at, zone, role: 'Sender' }),
  });

  const receive = new ReceiveMessageCommand({
    ...{ QueueUrl: Queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 },
  });
  const queues = new SQSClient(connection);
  const messages = await until('a schedule calls', async () => {
    const { Messages } = await queues.send(receive);
    return Messages;
  });

  const moment = at.toISOString().replace('.000', '');
  expect(messages.map(({ Body }) => Body)).toEqual([`stockholm ${moment}`]);
});

test.each([
  ['a role that Scheduler cannot assume', 'Foreign', 'Etc/UTC', 'to assume the role'],
  ['a zone that does not exist', 'Sender', 'Europe/Atlantis', 'Europe/Atlantis'],
] as const)('%s is refused', async (...of) => {
  const [, by, zone, reason] = of;
  const at = new Date(Date.now() + 3600_000);
  const made = make(`schedules-${by.toLowerCase()}`, {
    Refused: schedule('refused', { at, zone, role: by }),
  });
  await expect(made).rejects.toThrow(reason);
});
