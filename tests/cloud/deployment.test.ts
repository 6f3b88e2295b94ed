import { afterAll, describe, expect, test } from 'vitest';
import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  createStack,
  DeploymentFailed,
  withoutDeploymentBucket,
  type Template,
} from '../../local/deploy.ts';
import { startFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';
import { until } from '../support/until.ts';

const fixture = await startFixture();
const { aws } = fixture;
afterAll(fixture.stop);

const echo = (init: RequestInit) => fetch(`${fixture.output('ApiUrl')}/echo`, init);

describe('what a template declares', () => {
  test('is the expiry of items', async () => {
    const command = new DescribeTimeToLiveCommand({ TableName: FIXTURE.table });
    const { TimeToLiveDescription } = await new DynamoDBClient(aws.connection).send(command);
    expect(TimeToLiveDescription).toEqual({
      AttributeName: 'expiresAt',
      TimeToLiveStatus: 'ENABLED',
    });
  });

  test('is the life of objects', async () => {
    const command = new GetBucketLifecycleConfigurationCommand({ Bucket: FIXTURE.bucket });
    const { Rules } = await new S3Client(aws.connection).send(command);
    expect(Rules).toMatchObject([
      { ID: 'old', Status: 'Enabled', Expiration: { Days: 30 }, Filter: { Prefix: 'uploads/' } },
    ]);
  });

  test('is who may call the API from a page', async () => {
    const preflight = (origin: string) =>
      echo({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://app.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    const foreign = await preflight('https://evil.example');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe("the API's address, as the template gets it", () => {
  test('answers on this computer', async () => {
    const answer = await echo({ method: 'POST', body: '{"a":1}' });
    expect(await answer.json()).toMatchObject({ echoed: { a: 1 } });
  });

  test('has no route that was not declared', async () => {
    expect((await fetch(`${fixture.output('ApiUrl')}/nothing`)).status).toBe(404);
  });

  test('a call that a test has refused for its rate gets 429, once', async () => {
    await fixture.aws.emulator.put({ throttled: { '/echo': 1 } });
    const refused = await echo({ method: 'POST', body: '{}' });
    expect([refused.status, await refused.json()]).toEqual([429, { message: 'Too Many Requests' }]);
    expect((await echo({ method: 'POST', body: '{}' })).status).toBe(200);
  });
});

test('what a function writes is in its log', async () => {
  await echo({ method: 'POST', body: '{"log":"written by the function"}' });
  await until('the line', () =>
    aws.functionLog(FIXTURE.function).includes('written by the function'),
  );
});

describe('an S3 event', () => {
  const deliveries = (key: string) =>
    aws
      .functionLog(FIXTURE.function)
      .split('\n')
      .filter((line) => line.includes(`"key":"${key}"`)).length;
  const drop = (Key: string) =>
    new S3Client(aws.connection).send(
      new PutObjectCommand({ Bucket: FIXTURE.bucket, Key, Body: 'x' }),
    );

  test('comes, and comes twice when it is told to', async () => {
    await drop('once');
    await until('one delivery', () => deliveries('once') === 1);
    await aws.emulator.put({ s3Copies: 2 });
    await drop('twice');
    await until('two deliveries', () => deliveries('twice') === 2);
    await aws.emulator.put({ s3Copies: 1 });
    expect(deliveries('once')).toBe(1);
  });
});

test('a cloud on a port that is taken says so, and leaves nothing', async () => {
  const port = Number(new URL(aws.connection.endpoint).port);
  await expect(startFixture({ port })).rejects.toThrow(/already in use/);
});

describe('a stack that cannot be made', () => {
  const Resources: Template['Resources'] = {
    Broken: { Type: 'AWS::Nothing::AtAll', Properties: {} },
  };

  test('is refused, naming what failed', async () => {
    const deployment = {
      stackName: 'broken',
      template: { Resources },
      artifacts: '',
      parameters: {},
    };
    const made = createStack(aws.connection, deployment);
    await expect(made).rejects.toThrow(/Broken|AtAll/);
    await expect(made).rejects.not.toBeInstanceOf(TypeError);
    expect(DeploymentFailed.prototype).toBeInstanceOf(Error);
  });
});

test('the bucket of the packager gives way to one that is there', () => {
  const template = withoutDeploymentBucket(
    {
      Resources: {
        ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
        ServerlessDeploymentBucketPolicy: { Type: 'AWS::S3::BucketPolicy' },
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: { Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'f.zip' } },
        },
      },
      Outputs: { ServerlessDeploymentBucketName: { Value: { Ref: 'ServerlessDeploymentBucket' } } },
    },
    'mine',
  );
  expect(template).toEqual({
    Resources: {
      F: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Bucket: 'mine', S3Key: 'f.zip' } },
      },
    },
    Outputs: {},
  });
});
