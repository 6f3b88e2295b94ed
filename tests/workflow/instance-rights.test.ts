import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNT, type Connection } from '../../local/connection.ts';
import { cloudWatchLogs } from '../../userdata/agent/cloud-watch.ts';
import { logCredentials } from '../../userdata/agent/log-credentials.ts';
import { webhookSecretParameter } from '../../core/aws/parameters.ts';
import { attemptTranscriptKey, checkpointKey, partKey } from '../../core/job/work-order.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { holdJob, newInstanceId } from '../support/held-job.ts';
import { claimAs, claimWith, INSTANCE_ROLE, sessionOf, upload } from '../support/instance-role.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

describe('an instance cannot touch another job', () => {
  test('its role has no right to anything of the stack but its claim', async () => {
    const session = await sessionOf(cloud, INSTANCE_ROLE, newInstanceId());
    const other = await holdJob(cloud);
    const TableName = cloud.output('JobsTableName');
    const Bucket = cloud.output('AudioBucketName');
    const Key = { pk: { S: `job#${other.jobId}` }, sk: { S: 'job' } };
    const audio = `uploads/${other.jobId}/held.wav`;
    const stateMachineArn = cloud.output('JobStateMachineArn');
    const dynamo = new DynamoDBClient(session);
    const s3 = new S3Client({ ...session, forcePathStyle: true });
    const sfn = new SFNClient(session);
    const ec2 = new EC2Client(session);
    const lambda = new LambdaClient(session);
    const events = new EventBridgeClient(session);
    const executionArn = cloud.executionArn(other.jobId);
    const Results = cloud.output('ResultsBucketName');
    const Models = cloud.output('ModelsBucketName');
    const pk = { ':pk': { S: `job#${other.jobId}` } };
    const tried: [string, () => Promise<unknown>][] = [
      ['its item', () => dynamo.send(new GetItemCommand({ TableName, Key }))],
      [
        'its timeline',
        () =>
          dynamo.send(
            new QueryCommand({
              TableName,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: pk,
            }),
          ),
      ],
      ['all jobs', () => dynamo.send(new ScanCommand({ TableName }))],
      ['its audio', () => s3.send(new GetObjectCommand({ Bucket, Key: audio }))],
      ['all audio', () => s3.send(new ListObjectsV2Command({ Bucket }))],
      ['all models', () => s3.send(new ListObjectsV2Command({ Bucket: Models }))],
      ['all results', () => s3.send(new ListObjectsV2Command({ Bucket: Results }))],
      [
        'its transcript',
        () =>
          s3.send(
            new PutObjectCommand({
              Bucket: Results,
              Key: `jobs/${other.jobId}/transcript.json`,
              Body: '{}',
            }),
          ),
      ],
      ['executions', () => sfn.send(new ListExecutionsCommand({ stateMachineArn }))],
      ['a start', () => sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))],
      ['instances', () => ec2.send(new DescribeInstancesCommand({}))],
      [
        'an end',
        () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [other.instanceId] })),
      ],
      ['the end of an execution', () => sfn.send(new StopExecutionCommand({ executionArn }))],
      ['an execution', () => sfn.send(new DescribeExecutionCommand({ executionArn }))],
      [
        'a tag',
        () =>
          ec2.send(
            new CreateTagsCommand({
              Resources: [other.instanceId],
              Tags: [{ Key: 'JobId', Value: other.jobId }],
            }),
          ),
      ],
      ['another instance', () => ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }))],
      [
        'a function',
        () => lambda.send(new InvokeCommand({ FunctionName: 'spotscribe-local-settle' })),
      ],
      ['an event', () => events.send(new PutEventsCommand({ Entries: [{ Source: 'a' }] }))],
      ['roles', () => new IAMClient(session).send(new ListRolesCommand({}))],
      [
        'a secret',
        () =>
          new SSMClient(session).send(
            new GetParameterCommand({ Name: webhookSecretParameter('local', 'demo') }),
          ),
      ],
      [
        'a parameter',
        () =>
          new SSMClient(session).send(
            new GetParameterCommand({ Name: cloud.output('ImageParameter') }),
          ),
      ],
    ];
    for (const [what, attempt] of tried) {
      expect([what, await nameOfRefusal(attempt)]).toEqual([
        what,
        expect.stringMatching(/AccessDenied|UnauthorizedOperation/),
      ]);
    }
  });

  test('whoever takes its role without being an instance can answer no task', async () => {
    const taskToken = 'whatever it may be';
    const answer = async (name: string) => {
      const sfn = new SFNClient(await sessionOf(cloud, INSTANCE_ROLE, name));
      return nameOfRefusal(() =>
        sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Misconfigured' })),
      );
    };
    expect(await answer('a-person')).toMatch(/AccessDenied/);
    // An instance may ask, and needs a token: that of its own job is all that it is ever given.
    expect(await answer(newInstanceId())).toMatch(/InvalidToken|TaskDoesNotExist/);
  });

  test('its claim opens its own job alone, and only while that runs', async () => {
    const mine = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const other = await holdJob(cloud, { taskToken: 'another token', tokenAttempt: 1 });
    // Its keys, used from somewhere else: they are its own identity, whoever holds them.
    expect(await claimAs(cloud, mine.instanceId)).toMatchObject({ jobId: mine.jobId });
    expect(await claimAs(cloud, mine.instanceId)).toBe(410);
    const over = { from: ['processing'], to: 'failed', attempt: 1 } as const;
    await cloud.jobs.transition(mine.jobId, over, { event: { what: 'failed' } });
    expect(await claimAs(cloud, mine.instanceId)).toBe(410);
    expect((await cloud.jobs.job(other.jobId))?.status).toBe('launching');
  });

  test('its claim has no place to name a job', async () => {
    const mine = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const other = await holdJob(cloud, { taskToken: 'another token', tokenAttempt: 1 });
    const post = claimWith(cloud, await sessionOf(cloud, INSTANCE_ROLE, mine.instanceId));
    const request = { agentId: randomUUID(), jobId: other.jobId };
    expect(await post(request, AbortSignal.timeout(60_000))).toEqual({ refused: 422 });
  });

  test('its work order writes into the folder of its attempt only, and reads its own audio only', async () => {
    const mine = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const other = await holdJob(cloud);
    const order = await claimAs(cloud, mine.instanceId);
    if (typeof order === 'number') throw new Error(`the claim was refused: ${order}`);
    const { results, audio } = order;

    const own = `jobs/${mine.jobId}`;
    const folder = { jobId: mine.jobId, attempt: 1 };
    for (const key of [
      attemptTranscriptKey(folder, 'json'),
      partKey(folder, 1),
      checkpointKey(folder, 0),
    ]) {
      expect([key, await upload(results, key)]).toEqual([key, 204]);
    }
    for (const key of [
      ...[`${own}/transcript.json`, `${own}/parts/00001.json`, `${own}/so-far/transcript.txt`],
      ...[`${own}/attempts/002/transcript.json`, `${own}/attempts/0010/transcript.json`],
      ...[`jobs/${other.jobId}/attempts/001/transcript.json`, `drop/${other.jobId}.wav`],
    ]) {
      expect([key, await upload(results, key)]).toEqual([key, 403]);
    }
    expect((await fetch(audio.url)).status).toBe(200);
    const others = audio.url.replace(mine.jobId, other.jobId);
    expect(others).not.toBe(audio.url);
    expect((await fetch(others)).status).toBe(403);
  });
});

describe('the log of an instance', () => {
  const GROUP = '/spotscribe/local/instances';
  const own = newInstanceId();
  const other = newInstanceId();

  /** Writes a line with these credentials. */
  async function put(of: Connection['credentials'], stream: string, group = GROUP): Promise<void> {
    const { endpoint: url, region } = cloud.cloud.aws.connection;
    const credentials = () => Promise.resolve({ ...of });
    const line = [{ timestamp: Date.now(), message: '{}' }];
    const write = cloudWatchLogs({ url, region, credentials, group });
    await write(stream, line, AbortSignal.timeout(60_000));
  }

  /** Writes as `own`, which takes the role that writes logs under a name. */
  async function write(stream: string, { group = GROUP, named = own } = {}): Promise<void> {
    const { credentials, endpoint: url, region } = await sessionOf(cloud, INSTANCE_ROLE, own);
    const take = logCredentials({
      ...{ url, region, role: `arn:aws:iam::${ACCOUNT}:role/${INSTANCE_ROLE}-log` },
      credentials: () => Promise.resolve({ ...credentials }),
      instanceId: () => Promise.resolve(named),
    });
    await put(await take(), stream, group);
  }

  test('is written to its own streams alone', async () => {
    await write(`job-1/1/${own}`);
    await write(`unclaimed/${own}`);
    for (const stream of [`job-2/1/${other}`, `unclaimed/${other}`, `${own}/${other}`, own]) {
      await expect(write(stream), stream).rejects.toThrow('HTTP 400');
    }
    const group = '/aws/lambda/spotscribe-local-claim';
    await expect(write(`unclaimed/${own}`, { group })).rejects.toThrow('HTTP 400');
  });

  test('is written under no other name, and not without the role that writes logs', async () => {
    for (const named of [other, 'i-', own.slice(1)]) {
      await expect(write(`unclaimed/${named}`, { named }), named).rejects.toThrow('HTTP 403');
    }
    const { credentials } = await sessionOf(cloud, INSTANCE_ROLE, own);
    await expect(put(credentials, `unclaimed/${own}`)).rejects.toThrow('HTTP 400');
  });
});

/** The error's name; an attempt that succeeds has none. */
async function nameOfRefusal(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'allowed';
  } catch (error) {
    return error instanceof Object && 'name' in error ? String(error.name) : String(error);
  }
}
