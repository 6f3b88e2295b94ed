/** What becomes of a topic's messages that a function or a queue does not take. */
import { LambdaClient, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { signedPost } from '../../core/aws/signed-post.ts';
import { createStack } from '../../local/deploy.ts';
import { until } from '../support/until.ts';
import { only } from './fixture/asl.ts';
import { sharedFixture } from './fixture/stack.ts';
import { Workflows } from './fixture/workflows.ts';

const fixture = await sharedFixture();
const { connection } = fixture.aws;

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const ref = (name: string) => ({ Ref: name });

function statement(Action: string, more: object) {
  const Statement = [{ Effect: 'Allow', Action, ...more }];
  return { Version: '2012-10-17', Statement };
}

function role(RoleName: string, PolicyDocument: object) {
  const AssumeRolePolicyDocument = statement('sts:AssumeRole', {
    Principal: { Service: 'lambda.amazonaws.com' },
  });
  const Policies = [{ PolicyName: 'p', PolicyDocument }];
  return { Type: 'AWS::IAM::Role', Properties: { RoleName, AssumeRolePolicyDocument, Policies } };
}

function fn(name: string, code: string) {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: `topics-${name.toLowerCase()}`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: arn('Role'),
        Code: { ZipFile: `exports.handler = async (event) => { ${code} };` },
      },
    },
  };
}

function permission(name: string) {
  const Principal = 'sns.amazonaws.com';
  const call = { Principal, Action: 'lambda:InvokeFunction', SourceArn: ref('Topic') };
  const Properties = { FunctionName: ref(name), ...call };
  return { [`${name}Permission`]: { Type: 'AWS::Lambda::Permission', Properties } };
}

function subscription(endpoint: string, Protocol: string) {
  const RedrivePolicy = { deadLetterTargetArn: arn('Kept') };
  const Properties = { TopicArn: ref('Topic'), Protocol, Endpoint: arn(endpoint), RedrivePolicy };
  return { [`${endpoint}Subscription`]: { Type: 'AWS::SNS::Subscription', Properties } };
}

const outputs = await createStack(connection, {
  stackName: 'topics',
  artifacts: '',
  parameters: {},
  template: {
    Resources: {
      Role: role('topics-role', statement('sqs:SendMessage', { Resource: arn('Failed') })),
      Publisher: role('topics-publisher', statement('sns:Publish', { Resource: ref('Quiet') })),
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topics' } },
      Quiet: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topics-quiet' } },
      ...fn('Throws', "console.log('tried', event.Records[0].Sns.Message); throw new Error('no');"),
      ...fn('Gone', ''),
      ...fn('Closed', ''),
      ...permission('Throws'),
      ...permission('Gone'),
      Failed: { Type: 'AWS::SQS::Queue', Properties: {} },
      Kept: { Type: 'AWS::SQS::Queue', Properties: {} },
      Shut: { Type: 'AWS::SQS::Queue', Properties: {} },
      KeptPolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('Kept')],
          PolicyDocument: statement('sqs:SendMessage', {
            Principal: { Service: 'sns.amazonaws.com' },
            Resource: arn('Kept'),
            Condition: { ArnEquals: { 'aws:SourceArn': ref('Topic') } },
          }),
        },
      },
      Destination: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: ref('Throws'),
          Qualifier: '$LATEST',
          DestinationConfig: { OnFailure: { Destination: arn('Failed') } },
        },
      },
      ...subscription('Throws', 'lambda'),
      ...subscription('Gone', 'lambda'),
      ...subscription('Closed', 'lambda'),
      ...subscription('Shut', 'sqs'),
    },
    Outputs: {
      Topic: { Value: ref('Topic') },
      Quiet: { Value: ref('Quiet') },
      Failed: { Value: ref('Failed') },
      Kept: { Value: ref('Kept') },
    },
  },
});
const sqs = new SQSClient(connection);

/** Bodies of all messages in a queue, once there are so many. */
async function messages(queue: string, count: number): Promise<string[]> {
  const found: string[] = [];
  await until(`${count} messages in ${queue}`, async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: outputs[queue], MaxNumberOfMessages: 10 }),
    );
    found.push(...Messages.map(({ Body = '' }) => Body));
    return found.length >= count;
  });
  return found;
}

test('a function that fails is called thrice, and one that cannot be called never', async () => {
  await new LambdaClient(connection).send(
    new DeleteFunctionCommand({ FunctionName: 'topics-gone' }),
  );
  const Parameters = { TopicArn: outputs['Topic'], Message: 'to all' };
  const publish = { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters };
  expect((await new Workflows(fixture).run(only(publish))).status).toBe('SUCCEEDED');

  const kept = await messages('Kept', 3);
  expect(kept.map((body) => (JSON.parse(body) as { Message: string }).Message)).toEqual([
    'to all',
    'to all',
    'to all',
  ]);
  const [failed = ''] = await messages('Failed', 1);
  expect(JSON.parse(failed)).toMatchObject({
    requestPayload: { Records: [{ Sns: { Message: 'to all' } }] },
  });
  expect(fixture.aws.functionLog('topics-throws').match(/tried to all/g)).toHaveLength(3);
  expect(fixture.aws.functionLog('topics-closed')).toBe('');
  expect(await messages('Kept', 0)).toEqual([]);
});

test.each([
  ['topics-publisher', 200],
  ['topics-role', 403],
])('%s gets %d for what it publishes', async (role, status) => {
  const { credentials } = await fixture.assume(role, 'session');
  const { endpoint: url, region } = connection;
  const provider = () => Promise.resolve(credentials);
  const post = signedPost({ url, service: 'sns', region, credentials: provider });
  const Message = 'x';
  const body = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: outputs['Quiet'] ?? '',
    Message,
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await post({ headers, body, signal: AbortSignal.timeout(60_000) });
  expect(answer.status).toBe(status);
});
