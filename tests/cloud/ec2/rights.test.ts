import { afterAll, describe, expect, test } from 'vitest';
import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Fleets } from '../fixture/fleets.ts';
import { startFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';

const fixture = await startFixture({ notFoundMs: 0 });
const { connection, ec2 } = fixture.aws;
const root = new Fleets(fixture);
const launcher = new Fleets(fixture, await fixture.assume(FIXTURE.launcherRole, 'launch'));
afterAll(fixture.stop);

const DENIED = { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } };

describe('a launch is allowed', () => {
  test('to a role that may do all of its parts', async () => {
    const answer = await launcher.create({ tags: { JobId: 'job-1' } });
    expect(launcher.instance(answer).tags).toMatchObject({ JobId: 'job-1' });
  });

  test('to no role that may not pass the instance role', async () => {
    const fleets = new Fleets(fixture, await fixture.assume('fixture-no-pass', 'launch'));
    await expect(fleets.create()).rejects.toMatchObject({
      ...DENIED,
      message: expect.stringContaining('iam:PassRole'),
    });
  });

  test('as spot to no role that may not request spot instances', async () => {
    const fleets = new Fleets(fixture, await fixture.assume('fixture-no-spot', 'launch'));
    await expect(fleets.create()).rejects.toMatchObject({
      ...DENIED,
      message: expect.stringContaining('ec2:RunInstances'),
    });
    await expect(fleets.create({ market: 'on-demand' })).resolves.toBeDefined();
  });

  test('to no instance', async () => {
    const session = await fixture.assume(FIXTURE.instanceRole, 'i-0123456789abcdef0');
    await expect(new Fleets(fixture, session).create()).rejects.toMatchObject(DENIED);
  });

  test('to nobody with a wrong secret', async () => {
    const credentials = { ...connection.credentials, secretAccessKey: 'x'.repeat(40) };
    await expect(new Fleets(fixture, { credentials }).create()).rejects.toMatchObject({
      name: 'AuthFailure',
    });
  });
});

describe('a role that may terminate what carries its tag', () => {
  const terminate = (...InstanceIds: string[]) =>
    launcher.client.send(new TerminateInstancesCommand({ InstanceIds }));

  test('may terminate that, and nothing else along with it', async () => {
    const ours = root.instance(await root.create());
    const foreign = root.instance(await root.create());
    const untagged = await root.create({ tags: { Project: 'someone else' } });
    const theirs = root.instance(untagged);
    await expect(terminate(ours.id, theirs.id)).rejects.toMatchObject(DENIED);
    await expect(terminate(theirs.id)).rejects.toMatchObject(DENIED);
    expect([ours.state, theirs.state]).not.toContain('shutting-down');
    await terminate(ours.id, foreign.id);
    expect(['shutting-down', 'terminated']).toContain(ours.state);
  });
});

describe('root', () => {
  const whoAmI = (accessKeyId: string, secretAccessKey: string) =>
    new STSClient({ ...connection, credentials: { accessKeyId, secretAccessKey } }).send(
      new GetCallerIdentityCommand({}),
    );

  test.each(['test', '123456789012', '999999999999', 'AKIAIOSFODNN7EXAMPLE'])(
    'is not whoever calls with the key %s',
    async (key) => {
      const { secretAccessKey } = connection.credentials;
      await expect(whoAmI(key, secretAccessKey)).rejects.toMatchObject({
        name: 'InvalidClientTokenId',
      });
    },
  );

  test('is who has the key and its secret', async () => {
    const { accessKeyId, secretAccessKey } = connection.credentials;
    expect((await whoAmI(accessKeyId, secretAccessKey)).Arn).toMatch(/:root$/);
    await expect(whoAmI(accessKeyId, 'wrong')).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });
});

test('events of EC2 come from EC2 alone', async () => {
  const session = await fixture.assume(FIXTURE.workflowRole, 'pretender');
  const entry = { Source: 'aws.ec2', DetailType: 'x', Detail: '{}' };
  const events = new EventBridgeClient(session);
  const answer = await events.send(new PutEventsCommand({ Entries: [entry] }));
  expect(answer).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
  });
});

test('the gateway answers nobody but the emulator', async () => {
  const body = new URLSearchParams({ Action: 'DescribeInstances' });
  const answer = await fetch(ec2.gateway.url, { method: 'POST', body });
  expect(answer.status).toBe(403);
});

test('an unknown action is refused by name', async () => {
  const client = new EC2Client({ ...connection, maxAttempts: 1 });
  const { DescribeSpotInstanceRequestsCommand } = await import('@aws-sdk/client-ec2');
  await expect(client.send(new DescribeSpotInstanceRequestsCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
  });
});
