/** A service's delivery needs a policy of its target, and what Lambda reads and writes a right of the function's role. */
import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { createStack } from '../../local/deploy.ts';
import { operatorPolicies, operatorWith } from '../support/operator.ts';
import { until } from '../support/until.ts';
import { only, type State } from './fixture/asl.ts';
import { sharedFixture } from './fixture/stack.ts';
import { Workflows } from './fixture/workflows.ts';

const fixture = await sharedFixture();
const { connection } = fixture.aws;
const workflows = new Workflows(fixture);
const lambda = new LambdaClient({ ...connection, maxAttempts: 1 });

const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const ref = (name: string) => ({ Ref: name });
const ROLE = 'policies-role';
const BUCKET = 'policies-bucket';

const echo = {
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Role: arn('Role'),
  Code: { ZipFile: 'exports.handler = async (event) => console.log(JSON.stringify(event));' },
};

function assumedBy(Service: string) {
  const statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' };
  return { Version: '2012-10-17', Statement: [statement] };
}

function fn(FunctionName: string) {
  return { Type: 'AWS::Lambda::Function', Properties: { ...echo, FunctionName } };
}

/** An HTTP API all of whose requests go to one function. */
function apiOf(name: string, more: object = {}) {
  const ApiId = ref('Api');
  const Target = { 'Fn::Join': ['/', ['integrations', ref('Integration')]] };
  const proxy = { IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', ...more };
  return {
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'policies', ProtocolType: 'HTTP' },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId, IntegrationUri: arn(name), ...proxy },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId, RouteKey: '$default', Target },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId, StageName: '$default', AutoDeploy: true },
    },
  };
}

const outputs = await createStack(connection, {
  stackName: 'policies',
  artifacts: '',
  parameters: {},
  template: {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: ROLE,
          AssumeRolePolicyDocument: assumedBy('lambda.amazonaws.com'),
        },
      },
      OfTopic: fn('policies-of-topic'),
      OfRule: fn('policies-of-rule'),
      OfQueue: fn('policies-of-queue'),
      OfApi: fn('policies-of-api'),
      ...apiOf('OfApi'),
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: BUCKET } },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'policies' } },
      Open: { Type: 'AWS::SQS::Queue', Properties: {} },
      Closed: { Type: 'AWS::SQS::Queue', Properties: {} },
      OpenPolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('Open')],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] },
                Action: 'sqs:SendMessage',
                Resource: arn('Open'),
              },
            ],
          },
        },
      },
      ...Object.fromEntries(
        [
          ['OfTopic', 'lambda'],
          ['Open', 'sqs'],
          ['Closed', 'sqs'],
        ].map(([endpoint = '', Protocol]) => [
          `${endpoint}Subscription`,
          {
            Type: 'AWS::SNS::Subscription',
            Properties: { TopicArn: ref('Topic'), Protocol, Endpoint: arn(endpoint) },
          },
        ]),
      ),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['policies'] },
          Targets: ['OfRule', 'Open', 'Closed'].map((Id) => ({ Id, Arn: arn(Id) })),
        },
      },
    },
    Outputs: {
      Topic: { Value: ref('Topic') },
      Rule: { Value: arn('Rule') },
      Open: { Value: ref('Open') },
      Closed: { Value: ref('Closed') },
      OpenArn: { Value: arn('Open') },
      Api: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
      ApiArn: {
        Value: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}' },
      },
      OfQueueArn: { Value: arn('OfQueue') },
    },
  },
});
const output = (name: string) => outputs[name] ?? '';

/** Messages that a queue holds. */
async function depth(queue: string): Promise<number> {
  const task: State = {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:sqs:getQueueAttributes',
    Parameters: {
      QueueUrl: output(queue),
      AttributeNames: ['ApproximateNumberOfMessages'],
    },
  };
  const { output: found } = await workflows.run(only(task));
  const { ApproximateNumberOfMessages } = found['Attributes'] as Record<string, string>;
  return Number(ApproximateNumberOfMessages);
}

/** Lets a service invoke a function for one source. */
async function allow(FunctionName: string, service: string, SourceArn: string): Promise<void> {
  const StatementId = SourceArn.replaceAll(/\W/g, '-');
  const statement = { StatementId, Principal: `${service}.amazonaws.com`, SourceArn };
  const Action = 'lambda:InvokeFunction';
  await lambda.send(new AddPermissionCommand({ FunctionName, Action, ...statement }));
}

async function publish(Message: string): Promise<void> {
  const Parameters = { TopicArn: output('Topic'), Message };
  const task = { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters };
  expect((await workflows.run(only(task))).status).toBe('SUCCEEDED');
}

async function put(word: string): Promise<void> {
  const Entries = [{ Source: 'policies', DetailType: 'x', Detail: JSON.stringify({ word }) }];
  await new EventBridgeClient(connection).send(new PutEventsCommand({ Entries }));
}

const senders = [
  { of: 'SNS', send: publish, service: 'sns', name: 'policies-of-topic', source: 'Topic' },
  { of: 'EventBridge', send: put, service: 'events', name: 'policies-of-rule', source: 'Rule' },
];
describe.each(senders)('what $of delivers', ({ send, service, name, source }) => {
  test('reaches the functions and queues whose policy allows it, and no others', async () => {
    const [open, closed] = [await depth('Open'), await depth('Closed')];
    await send('without any permission');
    await allow(name, service, output(source).replace(/policies.*$/, 'another'));
    await send('with one for another source');
    await allow(name, service, output(source));
    await send('with permission');
    const log = () => fixture.aws.functionLog(name);
    await until('the delivery', () => log().includes('with permission'));
    expect(log()).not.toMatch(/without any|another source/);
    await until('the messages', async () => (await depth('Open')) === open + 3);
    expect(await depth('Closed')).toBe(closed);
  });
});

const stackOf = (Type: string, Properties: State) =>
  createStack(connection, {
    stackName: `policies-${randomUUID()}`,
    artifacts: '',
    parameters: {},
    template: { Resources: { Refused: { Type, Properties } } },
  });

describe('a bucket', () => {
  const Events = ['s3:ObjectCreated:*' as const];
  const LambdaFunctionArn = output('OfQueueArn');
  const refusal = /^Unable to validate the following destination configurations/;

  test('cannot notify a function that does not allow it', async () => {
    const LambdaFunctionConfigurations = [{ LambdaFunctionArn, Events }];
    const notify = () =>
      new S3Client(connection).send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: BUCKET,
          NotificationConfiguration: { LambdaFunctionConfigurations },
        }),
      );
    await expect(notify()).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(notify()).rejects.toThrow(refusal);
    await allow('policies-of-queue', 's3', `arn:aws:s3:::${BUCKET}`);
    await notify();
  });

  test('is not made by a stack that forgets the permission', async () => {
    const LambdaConfigurations = [{ Event: Events[0], Function: LambdaFunctionArn }];
    const made = stackOf('AWS::S3::Bucket', {
      NotificationConfiguration: { LambdaConfigurations },
    });
    await expect(made).rejects.toThrow('Unable to validate the following destination');
  });
});

test('an API whose function does not allow it answers 500', async () => {
  const answer = async () => (await fetch(`${output('Api')}/x`)).status;
  expect(await answer()).toBe(500);
  await allow('policies-of-api', 'apigateway', `${output('ApiArn')}/*`);
  expect(await answer()).toBe(200);
});

describe('an API with a role for its function', () => {
  const call = {
    PolicyName: 'call',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn('Fn') }],
    },
  };
  const role = (service: string, Policies: object[] = []) => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: assumedBy(service), Policies },
  });

  test.each([
    { what: 'calls it', service: 'apigateway.amazonaws.com', policies: [call], status: 200 },
    { what: 'without a right', service: 'apigateway.amazonaws.com', policies: [], status: 500 },
    { what: 'of another', service: 'lambda.amazonaws.com', policies: [call], status: 500 },
  ])('$what: $status', async ({ service, policies, status }) => {
    const stackName = `policies-${randomUUID().slice(0, 8)}`;
    const Properties = { ...echo, Role: arn('Own'), FunctionName: stackName };
    const stack = await createStack(connection, {
      ...{ stackName, artifacts: '', parameters: {} },
      template: {
        Resources: {
          Caller: role(service, policies),
          Own: role('lambda.amazonaws.com'),
          Fn: { Type: 'AWS::Lambda::Function', Properties },
          ...apiOf('Fn', { CredentialsArn: arn('Caller') }),
        },
        Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
      },
    });
    expect((await fetch(`${stack['Url'] ?? ''}/x`)).status).toBe(status);
  });
});

async function giveRole(Action: string[]): Promise<void> {
  const statement = { Effect: 'Allow', Action, Resource: output('OpenArn') };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const policy = { RoleName: ROLE, PolicyName: 'its', PolicyDocument };
  await new IAMClient(connection).send(new PutRolePolicyCommand(policy));
}

test('a failed event goes to a queue only by the right of the function', async () => {
  const FunctionName = 'policies-of-queue';
  const DestinationConfig = { OnFailure: { Destination: output('OpenArn') } };
  const reason = `execution role does not have permissions to call SendMessage on ${output('OpenArn')}`;
  const put = new PutFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig });
  const template = { FunctionName, Qualifier: '$LATEST', DestinationConfig };
  await giveRole(['sqs:ReceiveMessage']);
  await expect(lambda.send(put)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await expect(stackOf('AWS::Lambda::EventInvokeConfig', template)).rejects.toThrow(reason);
  await giveRole(['sqs:SendMessage']);
  await lambda.send(put);
});

describe('a function reads a queue', () => {
  const calls = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  const subscription = { FunctionName: 'policies-of-queue', EventSourceArn: output('OpenArn') };
  const subscribe = () => lambda.send(new CreateEventSourceMappingCommand(subscription));

  test.each(calls)('not without %s', async (missing) => {
    await giveRole(calls.filter((call) => call !== missing));
    const call = missing.replace('sqs:', '');
    const reason = `The function execution role does not have permissions to call ${call} on SQS`;
    await expect(subscribe()).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: reason,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(stackOf('AWS::Lambda::EventSourceMapping', subscription)).rejects.toThrow(reason);
  });

  test("not by CloudFormation, if its caller's right is bound to other functions", async () => {
    await giveRole(calls);
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } =
      await operatorWith(operatorPolicies(), connection);
    const made = createStack(
      { ...connection, credentials: { accessKeyId, secretAccessKey } },
      {
        stackName: 'spotscribe-policies',
        artifacts: '',
        parameters: {},
        template: {
          Resources: {
            Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: subscription },
          },
        },
      },
    );
    await expect(made).rejects.toThrow(
      'is not authorized to perform: lambda:CreateEventSourceMapping on resource: *',
    );
  });

  test('with all of them', async () => {
    await giveRole(calls);
    await subscribe();
    await publish('read from the queue');
    await until('the message', () =>
      fixture.aws.functionLog('policies-of-queue').includes('read from the queue'),
    );
  });
});
