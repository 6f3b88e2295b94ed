/** `npm run smoke:aws` and `npm run remove`, on an account that lives on this computer. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { whatIsLeft } from '../../cli/removal.ts';
import { mostUsd } from '../../cli/smoke/ceiling.ts';
import { startAws, type Aws } from '../../local/aws.ts';
import { offerBaseImage } from '../../local/base-image.ts';
import { ensureImage } from '../../local/image.ts';
import { OSLS_HOME } from '../../local/package.ts';
import { LOCAL, PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';

const STAGE = 'smoke-test';

let aws: Aws;
let out: string;
beforeAll(async () => {
  const python = await ensurePython(() => undefined);
  const image = await ensureImage(python, () => undefined);
  aws = await startAws({ python });
  await offerBaseImage(aws, image);
  out = mkdtempSync(path.join(tmpdir(), 'spotscribe-smoke-'));
});
afterAll(async () => {
  await aws.stop();
  aws.run.remove();
  rmSync(out, { recursive: true });
});

async function smoke(...args: string[]) {
  const { endpoint, region, credentials } = aws.connection;
  // No machine here has a GPU.
  const model = ['--model', path.join(LOCAL, 'model'), '--allow-cpu'];
  const always = ['--stage', STAGE, '--out', out, ...model];
  const child = spawn(process.execPath, [RUN_PROGRAM, 'cli/smoke.ts', ...always, ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: OSLS_HOME,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      SLS_AWS_MONITORING_FREQUENCY: '200', // ms between looks at the stack; osls takes 5 s
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, output, said };
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
    ec2: new EC2Client(connection),
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    ssm: new SSMClient(connection),
    say: () => undefined,
  };
  expect(await whatIsLeft(STAGE, account)).toEqual([]);
  const { Buckets = [] } = await account.s3.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual([]);
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
