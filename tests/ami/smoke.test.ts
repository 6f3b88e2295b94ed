/** `npm run smoke:aws` and `npm run remove`, on an account that lives on this computer. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListBackupsCommand } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { whatIsLeft } from '../../cli/removal.ts';
import { mostUsd } from '../../cli/smoke/ceiling.ts';
import { STAND_IN } from '../../ami/speaker-networks.ts';
import { startAws, type Aws } from '../../local/aws.ts';
import { offerBaseImage } from '../../local/base-image.ts';
import { ensureImage } from '../../local/image.ts';
import { OSLS_HOME } from '../../local/package.ts';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { actionsIn, stackRights } from '../support/stack-rights.ts';
import {
  operatorActions,
  operatorPolicies,
  operatorWith,
  type Policy,
} from '../support/operator.ts';
import { ensurePython } from '../../computer/python-venv.ts';

const STAGE = 'smoke-test';

let aws: Aws;
let out: string;
/** Credentials of a user with the published policies. */
let operator: Record<string, string>;
beforeAll(async () => {
  const python = await ensurePython(() => undefined);
  const image = await ensureImage(python, () => undefined);
  aws = await startAws({ python });
  await offerBaseImage(aws, image);
  operator = await operatorWith(operatorPolicies(), aws.connection);
  out = mkdtempSync(path.join(tmpdir(), 'spotscribe-smoke-'));
});
afterAll(async () => {
  await aws.stop();
  aws.run.remove();
  rmSync(out, { recursive: true });
});

async function smoke(...args: string[]) {
  return smokeAs(operator, ...args);
}

async function smokeAs(credentials: Record<string, string>, ...args: string[]) {
  const { endpoint, region } = aws.connection;
  // No machine here has a GPU.
  const model = ['--model', path.join(LOCAL, 'model'), '--speakers', STAND_IN, '--allow-cpu'];
  const always = ['--stage', STAGE, '--out', out, ...model];
  const child = spawn(process.execPath, [RUN_PROGRAM, 'cli/smoke.ts', ...always, ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: OSLS_HOME,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      ...credentials,
      SLS_AWS_MONITORING_FREQUENCY: '200', // ms between looks at the stack; osls takes 5 s
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, output, said };
}

const Decision = z.object({ action: z.string(), allowed: z.boolean() });

/** Rights that only an update of the stack needs, an alarm by e-mail, or a command that is not run here. */
function notInTheWalk(): string[] {
  const types = Object.entries(stackRights());
  // Made only if a setting asks for alarms by mail, for a daily drain, or for an endpoint.
  const isAsked = ([type]: [string, unknown]) =>
    /^AWS::(SNS|Scheduler|SageMaker|ApplicationAutoScaling)::/.test(type);
  const rightsOf = (found: typeof types) => found.map(([, rights]) => rights);
  const made = actionsIn(rightsOf(types.filter((one) => !isAsked(one))), [
    ...(['create', 'read', 'delete'] as const),
  ]);
  const others = actionsIn(rightsOf(types)).filter(
    (action) => !made.includes(action) && !COMMANDS_OF_THE_WALK.includes(action),
  );
  return [...new Set([...others, ...OTHER_COMMANDS])].sort();
}

/** Deploy makes the service-linked roles of EC2; the stack makes that of an endpoint. */
const COMMANDS_OF_THE_WALK = ['iam:CreateServiceLinkedRole'];

const OTHER_COMMANDS = [
  ...['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:UpdateItem'], // keys
  ...['ec2:GetEbsDefaultKmsKeyId', 'lambda:GetAccountSettings'], // check:aws
  ...['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ListMessageMoveTasks'], // dlq
  ...['sqs:ReceiveMessage', 'sqs:SendMessage', 'sqs:StartMessageMoveTask'], // dlq
  'ec2:GetConsoleOutput', // of a builder that failed
  ...['ssm:DeleteParameter', 'ssm:GetParameterHistory'], // model withdraw, ami rollback
  'sts:AssumeRole', // worker
];

function without(lacking: string): Policy[] {
  return operatorPolicies().map((policy) => ({
    ...policy,
    Statement: policy.Statement.map((statement) => ({
      ...statement,
      Action: statement.Action.filter((action) => action !== lacking),
    })),
  }));
}

const Report = z.object({
  ok: z.boolean(),
  steps: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  receipt: z.object({ type: z.string(), seconds: z.number(), usd: z.number() }).optional(),
});

function report() {
  return Report.parse(JSON.parse(readFileSync(path.join(out, `${STAGE}.json`), 'utf8')));
}

async function expectNothingLeft(): Promise<void> {
  const { connection, ec2 } = aws;
  const account = {
    cloudFormation: new CloudFormationClient(connection),
    dynamoDb: new DynamoDBClient(connection),
    ec2: new EC2Client(connection),
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    ssm: new SSMClient(connection),
  };
  expect(await whatIsLeft(STAGE, account)).toEqual([]);
  const { Buckets = [] } = await account.s3.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual([]);
  const backups = new ListBackupsCommand({ BackupType: 'ALL' });
  const { BackupSummaries = [] } = await account.dynamoDb.send(backups);
  // A deployment that is rolled back leaves the backup of an empty table.
  expect(BackupSummaries.filter(({ BackupSizeBytes = 0 }) => BackupSizeBytes > 0)).toEqual([]);
  expect(ec2.host.all().filter(({ state }) => state !== 'terminated')).toEqual([]);
}

describe('npm run smoke:aws', () => {
  test.each([
    ['without a ceiling', ['--yes'], '--max-usd: how many US dollars?'],
    ['without a yes', ['--max-usd', '5'], 'Nothing was begun. To begin: --yes'],
    ['that could cost more than allowed', ['--yes', '--max-usd', '1'], 'more than --max-usd 1.00'],
  ])('%s begins nothing', async (_, args, sentence) => {
    const { status, said } = await smoke(...args);
    expect(said).toContain(sentence);
    expect(status).toBe(2);
    expect(readdirSync(out)).toEqual([]);
  });

  test('deploys, builds, transcribes, writes a receipt and leaves nothing', async () => {
    const { status, output, said } = await smoke('--yes', '--max-usd', '5');
    const { ok, steps, receipt } = report();
    expect(steps.map((step) => [step.name, step.ok, step.ok ? '' : step.detail])).toEqual(
      ['deploy', 'image', 'job', 'remove'].map((name) => [name, true, '']),
    );
    expect({ ok, status }).toEqual({ ok: true, status: 0 });
    expect(said).toContain('the model is multilingual');
    expect(receipt?.usd).toBeCloseTo((60 / 3600) * 0.2, 5); // EC2's first minute
    expect(output).toContain('Receipt: job-');
    expect(readFileSync(path.join(out, `${STAGE}.md`), 'utf8')).toContain('| remove | ok |');
    await expectNothingLeft();
  });

  test('with a right less, the step that needs it fails by its name', async () => {
    const lacking = 'states:CreateStateMachine';
    const credentials = await operatorWith(without(lacking), aws.connection, 'lacking');
    const { status } = await smokeAs(
      credentials,
      ...['--yes', '--max-usd', '5', '--image', 'ami-1'],
    );
    const { steps } = report();
    expect(steps.map((step) => [step.name, step.ok])).toEqual([
      ['deploy', false],
      ['remove', true],
    ]);
    expect(status).toBe(1);
    expect(steps[0]?.detail).toContain(`user/lacking is not authorized to perform: ${lacking}`);
    await expectNothingLeft();
  });

  test('needs every right of the operator, but for those of updates and other commands', () => {
    const lines = readFileSync(path.join(aws.run.logs, 'authorized.log'), 'utf8')
      .trim()
      .split('\n');
    const decisions = lines.map((line) => Decision.parse(JSON.parse(line)));
    const used = decisions.filter(({ allowed }) => allowed).map(({ action }) => action);
    const spared = operatorActions().filter((action) => !used.includes(action));
    expect(spared).toEqual(notInTheWalk());
  });

  test('that fails in the middle still removes what it began', async () => {
    const { status } = await smoke('--yes', '--max-usd', '5', '--image', 'ami-0123456789abcdef0');
    const { ok, steps, receipt } = report();
    expect(steps.map((step) => [step.name, step.ok])).toEqual([
      ['deploy', true],
      ['image', true],
      ['job', false],
      ['remove', true],
    ]);
    expect({ ok, status, receipt }).toEqual({ ok: false, status: 1, receipt: undefined });
    expect(steps[2]?.detail).toContain('The job ');
    await expectNothingLeft();
  });
});

test('the ceiling is what all machines cost that run to their own end', () => {
  const limits = { builderMinutes: 60, verifierMinutes: 20, jobMinutes: 25, usdPerHour: 0.6 };
  expect(mostUsd(limits, { isImageGiven: false })).toBe(1.3);
  expect(mostUsd(limits, { isImageGiven: true })).toBe(0.5);
});
