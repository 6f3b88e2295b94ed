import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ApiClient } from '../../client/api-client.ts';
import { Tenant } from '../../core/steps/keys/create-tenant.ts';
import { JsonApi } from '../../core/aws/json-api.ts';
import { startAws, type Aws } from '../../local/aws.ts';
import { offerBaseImage } from '../../local/base-image.ts';
import { ACCOUNT } from '../../local/connection.ts';
import { ensureImage } from '../../local/image.ts';
import { OSLS_HOME } from '../../local/package.ts';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { operatorPolicies, operatorWith } from '../support/operator.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { sample } from '../support/samples.ts';
import { walk } from './first-transcript.ts';

/** An account without anything in it, as an operator finds it. */
let aws: Aws;
let temporary: string;
/** Credentials of a user with the published policies. */
let operator: Record<string, string>;
beforeAll(async () => {
  const python = await ensurePython(() => undefined);
  const image = await ensureImage(python, () => undefined);
  aws = await startAws({ python });
  await offerBaseImage(aws, image);
  operator = await operatorWith(operatorPolicies(), aws.connection);
  temporary = mkdtempSync(path.join(aws.run.path, 'temporary-'));
});
afterAll(async () => {
  await aws.stop();
  aws.run.remove();
});

/** The environment of an operator of this account. */
function environment(): NodeJS.ProcessEnv {
  const { endpoint, region } = aws.connection;
  return {
    PATH: process.env.PATH,
    HOME: OSLS_HOME,
    TMPDIR: temporary,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    ...operator,
    SLS_AWS_MONITORING_FREQUENCY: '200', // ms between looks at the stack; osls takes 5 s
  };
}

/** A program of ours with this account's credentials in its environment. */
async function run(program: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [RUN_PROGRAM, path.join('cli', program), ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment(),
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number>((ended) =>
    child.once('close', (status) => ended(status ?? 1)),
  );
  return { code, output: Buffer.concat(chunks).toString('utf-8') };
}

async function stackNames(): Promise<(string | undefined)[]> {
  const { Stacks = [] } = await new CloudFormationClient(aws.connection).send(
    new DescribeStacksCommand({}),
  );
  return Stacks.map(({ StackName }) => StackName);
}

async function stack(): Promise<Stack | undefined> {
  const client = new CloudFormationClient(aws.connection);
  const { Stacks } = await client.send(
    new DescribeStacksCommand({ StackName: 'spotscribe-trial' }),
  );
  return Stacks?.[0];
}

async function apiUrl(): Promise<string> {
  const { Outputs = [] } = (await stack()) ?? {};
  return Outputs.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue ?? '';
}

async function parameter(name: string): Promise<string | undefined> {
  const { Parameters = [] } = (await stack()) ?? {};
  return Parameters.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue;
}

/** The stage's budget, and who is written to at its two thresholds. */
async function budget() {
  const { accessKeyId, secretAccessKey } = aws.connection.credentials;
  const api = new JsonApi({
    target: 'AWSBudgetServiceGateway',
    service: 'budgets',
    region: 'us-east-1',
    url: aws.connection.endpoint,
    credentials: () => Promise.resolve({ accessKeyId, secretAccessKey }),
  });
  const asked = { AccountId: ACCOUNT, BudgetName: 'spotscribe-trial-eu-north-1' };
  const { Budget } = z
    .object({ Budget: z.object({ BudgetLimit: z.object({ Amount: z.string() }) }) })
    .parse(await api.call('DescribeBudget', asked));
  const { Notifications } = z
    .object({ Notifications: z.array(z.looseObject({})) })
    .parse(await api.call('DescribeNotificationsForBudget', asked));
  const to = await Promise.all(
    Notifications.map(async (Notification) => {
      const input = { ...asked, Notification };
      const answer = await api.call('DescribeSubscribersForNotification', input);
      return z.object({ Subscribers: z.tuple([z.object({ Address: z.string() })]) }).parse(answer)
        .Subscribers[0].Address;
    }),
  );
  return { usd: Budget.BudgetLimit.Amount, to };
}

/** The stack's subnets, by zone. */
async function subnets() {
  const ec2 = new EC2Client(aws.connection);
  const Filters = [{ Name: 'tag:Name', Values: ['spotscribe-trial'] }];
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  return Subnets.map(({ SubnetId, AvailabilityZone = '', CidrBlock }) => ({
    id: SubnetId,
    zone: AvailabilityZone,
    addresses: CidrBlock,
  })).sort((one, other) => one.zone.localeCompare(other.zone));
}

/** What this computer has otherwise than AWS: a model in a directory instead of on Hugging Face. */
const DIFFERENCE = `npm() {
  if [ "$2" = ami ]; then command npm "$@" --model '${path.join(LOCAL, 'model')}'; else command npm "$@"; fi
}
`;

test('the commands of docs/operating.md lead from an empty account to a transcript, and back', async () => {
  const { host } = aws.ec2;
  const launch = host.launch.bind(host);
  // No machine here has a GPU.
  host.launch = (asked) => launch({ ...asked, type: 'm7i.xlarge' });
  const script = ['set -euo pipefail', DIFFERENCE, ...walk()].join('\n');
  const PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
  const env = { ...environment(), PATH, TMPDIR: aws.run.temporary };
  const child = spawn('bash', ['-c', script], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const output = await text(child.stdout);
  host.launch = launch;
  expect({ status: await ended, output }).toMatchObject({ status: 0 });
  expect(output.replaceAll(/\s+/g, ' ')).toContain(sample('news.wav').text);
  expect(output.trimEnd()).toMatch(/Nothing is left of the stage dev but .*\.$/);
  expect(await stackNames()).toEqual([]);
  expect(host.all().filter(({ state }) => state !== 'terminated')).toEqual([]);
}, 600_000);

test('npm run deploy puts the stack on an empty account, and again over itself, which changes only what is told; a new key opens it', async () => {
  const deploy = async (...args: string[]) => {
    const { code, output } = await run('deploy.ts', '--stage', 'trial', ...args);
    expect({ code, left: readdirSync(temporary) }).toEqual({ code: 0, left: [] });
    return output;
  };
  const { account } = aws.ec2;
  const { offers } = account;
  account.offers = { 'eu-north-1a': ['g4dn.xlarge'], 'eu-north-1b': ['g4dn.xlarge'] };
  const mail = ['--param', 'alarmEmail=op@example.com', '--param', 'monthlyBudgetUsd=50'];
  const models = 'models=kb-whisper-small,two';
  const daily = ['--param', 'batchSchedule=02:30', '--param', 'timeZone=Europe/Stockholm'];
  const first = await deploy('--param', 'maxAttempts=3', '--param', models, ...mail, ...daily);
  expect(first).toContain('Budget spotscribe-trial-eu-north-1: 50 USD a month');
  expect(await budget()).toEqual({ usd: '50', to: ['op@example.com', 'op@example.com'] });
  expect(first).toMatch(/^ {2}maxAttempts +4 → 3$/m);
  const before = await subnets();
  expect(before.map(({ zone, addresses }) => [zone, addresses])).toEqual([
    ['eu-north-1a', '10.83.0.0/20'],
    ['eu-north-1b', '10.83.16.0/20'],
  ]);

  account.offers = {
    ...{ 'eu-north-1b': ['g5.xlarge'], 'eu-north-1c': ['g5.xlarge'] },
    'eu-north-1d': ['g5.xlarge', 'g6.xlarge'],
  };
  const second = await deploy(
    ...['--param', 'requestBurst=150', '--param', 'models=', '--param', 'monthlyBudgetUsd='],
  );
  expect(second).toContain('Removed the budget spotscribe-trial-eu-north-1');
  await expect(budget()).rejects.toMatchObject({ name: 'NotFoundException' });
  expect(second).toMatch(/^ {2}requestBurst +100 → 150$/m);
  expect(second).toMatch(
    /^ {2}zones +eu-north-1a,eu-north-1b → eu-north-1b,eu-north-1c,eu-north-1d /m,
  );
  expect(second).toMatch(/^ {2}models +kb-whisper-small,two → kb-whisper-small +the default$/m);
  expect(second).toMatch(/^ {2}maxAttempts +3 +default: 4$/m);
  const names = [
    'MaxAttempts',
    'RequestBurst',
    'Models',
    'JobsPerDay',
    'BatchSchedule',
    'TimeZone',
  ];
  expect(await Promise.all(names.map(parameter))).toEqual([
    ...['3', '150', 'kb-whisper-small', '1000', '02:30', 'Europe/Stockholm'],
  ]);

  account.offers = offers;
  const after = await subnets();
  expect(after.map(({ zone, addresses }) => [zone, addresses])).toEqual([
    ['eu-north-1b', '10.83.16.0/20'],
    ['eu-north-1c', '10.83.32.0/20'],
    ['eu-north-1d', '10.83.48.0/20'],
  ]);
  expect(after[0]).toEqual(before[1]);

  const shown = await run('deploy.ts', '--stage', 'trial', '--show');
  expect(shown.output).toMatch(/^maxAttempts +3 +4 +set by hand$/m);
  expect(shown.output).toMatch(/^models +kb-whisper-small +kb-whisper-small$/m);

  const { code, output } = await run('keys.ts', 'create', '--owner', 'anna', '--stage', 'trial');
  expect(code).toBe(0);
  const created = Tenant.extend({ apiUrl: z.url() }).parse(JSON.parse(output));
  expect(created.apiUrl).toBe(await apiUrl());
  const client = new ApiClient(created);
  const answer = await client.request('GET', '/jobs');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ jobs: [], nextCursor: null, owner: 'anna' });
});

describe('npm run keys', () => {
  const keys = (...args: string[]) => run('keys.ts', ...args, '--stage', 'trial');
  const Issued = z.looseObject({ apiKey: z.string() });

  async function issued(...args: string[]): Promise<string> {
    const { code, output } = await keys(...args);
    expect(code).toBe(0);
    return Issued.parse(JSON.parse(output)).apiKey;
  }

  async function status(apiKey: string): Promise<number> {
    const client = new ApiClient({ apiUrl: await apiUrl(), apiKey });
    return (await client.request('GET', '/jobs')).status;
  }

  test('a key is listed by its beginning, rotated, revoked, and each is so at once', async () => {
    const made = ['--owner', 'bea', '--name', 'nightly run', '--scopes', 'jobs:read'];
    const limited = ['--jobs-per-day', '5', '--expires-days', '30'];
    const first = await issued('create', ...made, ...limited);
    const prefix = first.slice(0, 10);
    const second = await issued('rotate', prefix, '--overlap-hours', '0');
    expect([await status(first), await status(second)]).toEqual([401, 200]);

    const { output } = await keys('list', '--owner', 'bea');
    const [headings, ...rows] = output.trimEnd().split('\n');
    expect(headings).toMatch(/^PREFIX +OWNER +SCOPES/);
    expect(rows.map((row) => row.slice(0, 10))).toEqual([prefix, second.slice(0, 10)]);
    expect(rows[0]).toMatch(/ended .*\(rotation\).*nightly run$/);
    expect(rows[1]).toMatch(/jobs:read .*\(expiry\) +jobsPerDay=5 +nightly run$/);
    expect(output).not.toContain(second);

    expect((await keys('revoke', second.slice(0, 10))).code).toBe(0);
    expect(await status(second)).toBe(401);
  });

  test.each([
    [1, ['revoke', 'ssk_nobody']],
    [2, ['revoke']],
    [2, ['forget', 'ssk_nobody']],
    [2, ['create', '--owner', 'bea', '--scopes', 'jobs:all']],
    [2, ['create', '--owner', 'bea', '--jobs-per-day', '0']],
  ])('ends with %d for %j, and makes no key', async (code, args) => {
    expect(await keys(...args)).toEqual({ code, output: '' });
  });
});

test('npm run budgets sets, lists and removes what an owner may spend, and refuses what is no sum', async () => {
  const budgets = (...args: string[]) => run('budgets.ts', ...args, '--stage', 'trial');
  expect((await budgets('set', 'cleo', '12.5')).output).toContain('12.5 USD in a month');
  expect((await budgets('list')).output).toMatch(/^cleo +12\.5000 +0\.0000 +0\.0000 +12\.5000$/m);
  for (const args of [['set', 'cleo', 'much'], ['set', 'Cleo!', '1'], ['set'], ['take', 'cleo']]) {
    expect(await budgets(...args)).toEqual({ code: 2, output: '' });
  }
  expect((await budgets('remove', 'cleo')).code).toBe(0);
  expect((await budgets('list')).output).toBe('No owner has a budget.\n');
  expect((await run('budgets.ts', 'list', '--stage', 'nowhere')).code).toBe(1);
});
