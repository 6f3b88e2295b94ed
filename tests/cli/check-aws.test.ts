/** `npm run check:aws`, and commands that check first, on an account that lives on this computer. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListRolesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { makeLinkedRole, missingLinkedRoles } from '../../account/linked-roles.ts';
import { BASE_PARAMETER } from '../../ami/base.ts';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { startAws, type Aws } from '../../local/aws.ts';

const QUOTAS = { 'L-3819A6DF': 16, 'L-DB2E81BA': 16 };

let aws: Aws;
let iam: IAMClient;
/** Credentials of a user that may do everything, as environment variables. */
let admin: Record<string, string>;
beforeAll(async () => {
  aws = await startAws({ python: await ensurePython(() => undefined) });
  iam = new IAMClient(aws.connection);
  admin = await userWith('admin', [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  const ssm = new SSMClient(aws.connection);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BASE_PARAMETER }));
  const root = path.join(aws.run.path, 'base-image');
  mkdirSync(root);
  aws.ec2.images.offer({ id: Parameter?.Value ?? '', root });
});
afterEach(async () => {
  await aws.emulator.put({ quotas: QUOTAS });
});
afterAll(async () => {
  await aws.stop();
  aws.run.remove();
});

async function userWith(UserName: string, Statement: object[]): Promise<Record<string, string>> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'its', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}

async function run(program: string, args: string[], environment: Record<string, string> = {}) {
  const { endpoint, region } = aws.connection;
  const child = spawn(process.execPath, [RUN_PROGRAM, program, ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: aws.run.path,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      ...admin,
      ...environment,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, output, said };
}

const Report = z.object({
  ok: z.boolean(),
  region: z.string(),
  regionFrom: z.string(),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      stops: z.array(z.string()),
      found: z.string(),
    }),
  ),
});

async function check(args: string[], environment?: Record<string, string>) {
  const { status, output } = await run('cli/check-aws.ts', ['--json', ...args], environment);
  const report = Report.parse(JSON.parse(output));
  const named = (state: string) =>
    report.checks.filter((one) => one.state === state).map(({ name }) => name);
  return { status, ...report, faults: named('fault'), notAsked: named('not asked') };
}

async function everythingMade(): Promise<string[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const s3 = new S3Client({ ...aws.connection, forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const cloudFormation = new CloudFormationClient(aws.connection);
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  return [
    ...Roles.map(({ RoleName }) => `role ${RoleName ?? ''}`),
    ...Buckets.map(({ Name }) => `bucket ${Name ?? ''}`),
    ...StackSummaries.map(({ StackName }) => `stack ${StackName ?? ''}`),
    ...aws.ec2.host.all().map(({ id }) => `instance ${id}`),
  ];
}

describe('npm run check:aws', () => {
  test('finds no fault in an account that has what is needed, and leaves nothing in it', async () => {
    const { status, ok, faults, notAsked, region, regionFrom, checks } = await check([]);
    expect({ faults, notAsked }).toEqual({ faults: [], notAsked: [] });
    expect({ status, ok }).toEqual({ status: 0, ok: true });
    expect({ region, regionFrom }).toEqual({ region: 'eu-north-1', regionFrom: 'AWS_REGION' });
    expect(checks.map(({ name }) => name)).toHaveLength(14);
    expect(await everythingMade()).toEqual([]);
  });

  test('says of each fault what was found, what it stops and what to do', async () => {
    await aws.emulator.put({ quotas: { 'L-3819A6DF': 0, 'L-DB2E81BA': 0 } });
    const AWS_CREDENTIAL_EXPIRATION = new Date(Date.now() + 30 * 60_000).toISOString();
    const { status, output, said } = await run('cli/check-aws.ts', [], {
      AWS_CREDENTIAL_EXPIRATION,
    });
    expect(status).toBe(1);
    expect(said).toContain('Stage dev in eu-north-1, as AWS_REGION says');
    const rows = output.split('\n').filter((line) => line.includes('FAULT'));
    expect(rows.map((row) => row.split('  ')[0])).toEqual([
      ...['session', 'quota, spot', 'quota, on demand'],
    ]);
    const page = 'https://eu-north-1.console.aws.amazon.com/servicequotas/home/services/ec2/quotas';
    expect(output).toMatch(/^session: ends in \d\d minutes.*stops: npm run ami\. .*75 minutes/m);
    expect(output).toMatch(/^quota, spot: 0 vCPUs.*g4dn.xlarge needs 4\. This stops: jobs\./m);
    expect(output).toContain(`${page}/L-3819A6DF`);
    expect(output).toContain(`${page}/L-DB2E81BA`);
  });

  test('a type that no zone offers is a fault of everything that launches it', async () => {
    const { status, faults } = await check([
      '--param',
      'instanceTypes=p9.none',
      '--type',
      'p9.none',
    ]);
    expect(faults).toEqual(['instance types', "image's instance type"]);
    expect(status).toBe(1);
  });

  test('what an account has otherwise than most is a note, and no fault', async () => {
    const { account } = aws.ec2;
    const before = { offers: account.offers, ebsKey: account.ebsKey };
    const offers = { 'eu-north-1a': ['g4dn.xlarge'], 'eu-north-1-hel-1a': ['g4dn.xlarge'] };
    Object.assign(account, { offers, ebsKey: 'arn:aws:kms:eu-north-1:123456789012:key/ours' });
    const zones = 'zones=eu-north-1a,eu-north-1b,eu-north-1c';
    const { status, output } = await run('cli/check-aws.ts', ['--param', zones]);
    Object.assign(account, before);
    const notes = output.split('\n').filter((line) => line.includes('  note  '));
    expect(notes.map((line) => line.replace(/ +note +/, ': '))).toEqual([
      'instance types: g4dn.xlarge in eu-north-1a; g5.xlarge, g6.xlarge in no zone',
      expect.stringMatching(/^zones: .*; none of the types is in eu-north-1b, eu-north-1c/),
      'EBS encryption key: arn:aws:kms:eu-north-1:123456789012:key/ours, a key of yours',
    ]);
    expect(output).toContain('--param instanceTypes=g4dn.xlarge\n');
    expect(output).toContain('aws kms create-grant --key-id arn:aws:kms:eu-north-1');
    expect(status).toBe(0);
  });

  test('a question without its right could not be asked, and is no fault', async () => {
    const clerk = await userWith('clerk', [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: ['servicequotas:*', 'ec2:DescribeInstanceTypeOfferings', 'iam:GetRole'],
        Resource: '*',
      },
    ]);
    const { status, faults, notAsked, checks } = await check([], clerk);
    expect({ status, faults }).toEqual({ status: 0, faults: [] });
    expect(notAsked).toEqual([
      ...['names', 'VPCs', 'instance types', 'zones', 'service-linked roles'],
      ...['quota, spot', 'quota, on demand', "image's instance type"],
    ]);
    expect(checks.find(({ name }) => name === 'quota, spot')?.found).toContain(
      'the right is missing (User: arn:aws:iam::123456789012:user/clerk is not authorized',
    );
  });

  test('without a caller nothing else is asked', async () => {
    const { status, checks } = await check([], { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' });
    expect(checks.map(({ name, state }) => [name, state])).toEqual([['identity', 'fault']]);
    expect(status).toBe(1);
  });

  test.each([
    ['a stage', ['--stage', 'My_Stage'], 'The stage "My_Stage" cannot be part of the names'],
    ['a region', ['--region', 'eu-north-1a'], '--region says "eu-north-1a", which is no region'],
  ])('%s that cannot be one is refused first of all', async (_, args, sentence) => {
    const { status, said, output } = await run('cli/check-aws.ts', args);
    expect(said).toContain(sentence);
    expect({ status, output }).toEqual({ status: 2, output: '' });
  });
});

test('service-linked roles are made once, and only if one is missing', async () => {
  const missing = await missingLinkedRoles(iam);
  expect(missing.map(({ name }) => name)).toEqual([
    ...['AWSServiceRoleForEC2Spot', 'AWSServiceRoleForEC2Fleet'],
  ]);
  for (const role of missing) {
    await makeLinkedRole(role, iam);
    await makeLinkedRole(role, iam); // by another deployment, meanwhile
  }
  expect(await missingLinkedRoles(iam)).toEqual([]);
});

describe('before it makes anything', () => {
  test.each([
    ['deploy', 'cli/deploy.ts', ['--param', 'instanceTypes=p9.none'], 'none of these types'],
    ['ami', 'ami/main.ts', [], 'quotas/L-DB2E81BA'],
    ['smoke:aws', 'cli/smoke.ts', ['--max-usd', '5', '--yes'], 'quotas/L-DB2E81BA'],
  ])('npm run %s ends at a fault that stops it', async (...given) => {
    const [, program, args, sentence] = given;
    await aws.emulator.put({ quotas: { 'L-DB2E81BA': 0 } });
    const before = await everythingMade();
    const { status, said } = await run(program, args);
    expect(said).toContain(sentence);
    expect(said).toContain('Nothing was made.');
    expect(status).toBe(1);
    expect(await everythingMade()).toEqual(before);
  });

  test.each([
    ['the zones', 'ec2:DescribeInstanceTypeOfferings', 'or name the zones: --param zones='],
    ['the settings of the stack', 'cloudformation:DescribeStacks', 'a deployment could not keep'],
  ])('npm run deploy ends if it cannot read %s', async (_, Action, sentence) => {
    const name = `without-${Action.replace(':', '-')}`;
    const clerk = await userWith(name, [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action, Resource: '*' },
    ]);
    const before = await everythingMade();
    const { status, said } = await run('cli/deploy.ts', [], clerk);
    expect(said).toContain(sentence);
    expect(status).toBe(1);
    expect(await everythingMade()).toEqual(before);
  });

  test('npm run deploy -- --show tells the settings of a stage that is not deployed', async () => {
    const before = await everythingMade();
    const { status, output } = await run('cli/deploy.ts', ['--show', '--param', 'maxAttempts=2']);
    expect(output).toContain('There is no stack spotscribe-dev in eu-north-1 yet');
    expect(output).toMatch(/^maxAttempts +2 +4 +set by hand$/m);
    expect(output).toMatch(/^zones +eu-north-1a,eu-north-1b,eu-north-1c /m);
    expect(status).toBe(0);
    expect(await everythingMade()).toEqual(before);
  });

  test('npm run deploy refuses a setting that does not exist', async () => {
    const { status, said } = await run('cli/deploy.ts', ['--param', 'zone=eu-north-1a']);
    expect(said).toContain(
      '--param zone=eu-north-1a: there is no such setting. There are: zones, ',
    );
    expect(status).toBe(2);
  });
});
