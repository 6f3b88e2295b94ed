import { describe, expect, test } from 'vitest';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { sharedFixture } from './fixture/stack.ts';
import { FIXTURE } from './fixture/template.ts';

const fixture = await sharedFixture();
const INSTANCE = 'i-0123456789abcdef0';
const instance = await fixture.assume(FIXTURE.instanceRole, INSTANCE);
const other = await fixture.assume(FIXTURE.otherRole, INSTANCE);

type Credentials = (typeof instance)['credentials'];

interface Call {
  readonly credentials: Credentials;
  readonly service?: string;
  readonly region?: string;
  readonly path?: string;
  readonly signedAt?: Date;
  /** Changes the request after it was signed. */
  readonly body?: string;
}

const SENT = '{"attempt":1}';
const CLAIM = '/instances/claim';

/** Signs a claim, and sends it. */
async function claim(call: Call): Promise<Response> {
  const url = new URL(`${fixture.output('ApiUrl')}${call.path ?? CLAIM}`);
  const signer = new SignatureV4({
    service: call.service ?? 'execute-api',
    region: call.region ?? fixture.aws.connection.region,
    credentials: call.credentials,
    sha256: Sha256,
  });
  const headers = { host: url.host, 'content-type': 'application/json' };
  const request = { method: 'POST', protocol: url.protocol, hostname: url.hostname, headers };
  const signed = await signer.sign(
    { ...request, path: url.pathname, body: SENT },
    call.signedAt ? { signingDate: call.signedAt } : {},
  );
  return fetch(url, { method: 'POST', headers: signed.headers, body: call.body ?? SENT });
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe('a route with AWS_IAM', () => {
  test('tells the function which instance has signed', async () => {
    const answer = await claim(instance);
    expect(answer.status).toBe(200);
    const zEcho = z.object({ iam: z.object({ userArn: z.string(), accountId: z.string() }) });
    const { iam } = zEcho.parse(await answer.json());
    expect(iam).toEqual({
      accountId: '123456789012',
      userArn: `arn:aws:sts::123456789012:assumed-role/${FIXTURE.instanceRole}/${INSTANCE}`,
    });
  });

  test('refuses who has not signed', async () => {
    const answer = await fetch(`${fixture.output('ApiUrl')}${CLAIM}`, { method: 'POST' });
    expect(answer.status).toBe(403);
  });

  const { credentials } = instance;
  test.each<[string, Call]>([
    ['another body than was signed', { credentials, body: '{"attempt":2}' }],
    ['a wrong secret', { credentials: { ...credentials, secretAccessKey: 'x'.repeat(64) } }],
    ['an unknown key', { credentials: { ...credentials, accessKeyId: 'ASIA0000000000000000' } }],
    ['a wrong session token', { credentials: { ...credentials, sessionToken: 'x'.repeat(64) } }],
    ['no session token', { credentials: { ...credentials, sessionToken: '' } }],
    ['a role without execute-api:Invoke', { credentials: other.credentials }],
    ['a signature for another service', { credentials, service: 'sts' }],
    ['a signature for another region', { credentials, region: 'us-east-1' }],
    ['a signature of ten minutes ago', { credentials, signedAt: minutesAgo(10) }],
    ['a signature from the future', { credentials, signedAt: minutesAgo(-10) }],
  ])('refuses %s', async (_what, call) => {
    expect((await claim(call)).status).toBe(403);
  });
});

describe('the role of an instance', () => {
  const DENIED = { name: expect.stringMatching(/^AccessDenied/) };

  test('cannot read the table', async () => {
    const command = new GetItemCommand({ TableName: FIXTURE.table, Key: { pk: { S: 'x' } } });
    await expect(new DynamoDBClient(instance).send(command)).rejects.toMatchObject(DENIED);
  });

  test('cannot read the bucket', async () => {
    const command = new GetObjectCommand({ Bucket: FIXTURE.bucket, Key: 'x' });
    await expect(new S3Client(instance).send(command)).rejects.toMatchObject(DENIED);
  });

  test('cannot start an execution', async () => {
    const stateMachineArn = 'arn:aws:states:eu-north-1:123456789012:stateMachine:any';
    const command = new StartExecutionCommand({ stateMachineArn });
    await expect(new SFNClient(instance).send(command)).rejects.toMatchObject(DENIED);
  });

  test('cannot become another instance', async () => {
    const RoleArn = `arn:aws:iam::123456789012:role/${FIXTURE.instanceRole}`;
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'i-00000000000000000' });
    await expect(new STSClient(instance).send(command)).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
