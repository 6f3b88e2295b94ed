/**
 * `npm run smoke:aws -- --max-usd N --yes`: end-to-end test on a real account: deploy, build the image,
 * run one job, report its cost, remove everything. Refuses to start if it could cost more than N.
 * `--dry-run` does the same on embedded clouds, in two regions.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { preflight } from '../account/preflight.ts';
import { placeOf, REGION_DEFAULT } from '../account/place.ts';
import { BASE_PARAMETER } from '../ami/base.ts';
import { MINUTES } from '../ami/build.ts';
import { SHIPPED_SAMPLE, shippedText } from '../ami/plan.ts';
import { Published } from '../ami/published.ts';
import { resourcesOfStack } from '../ami/stack.ts';
import { Tenant } from '../core/steps/keys/create-tenant.ts';
import { LOCAL } from '../computer/project.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { costsOf, mostUsd } from './smoke/ceiling.ts';
import { DRY_REGIONS, dryRun } from './smoke/dry-run.ts';
import { apiUrlOf, runJob } from './smoke/job.ts';
import { asTyped, commandsOf, planText, type Command } from './smoke/plan.ts';
import { runProgram } from './smoke/program.ts';
import { markdown, type SmokeReceipt, type SmokeReport, type StepReport } from './smoke/report.ts';

const USAGE = `npm run smoke:aws -- --max-usd N --yes [OPTIONS]
npm run smoke:aws -- --dry-run [OPTIONS]

Deploys to a stage of its own, builds an image, runs one job, writes a receipt and removes everything.
Says its plan first: the commands in their order, what each makes, and what it can cost at most.

  --max-usd N         what this may cost at most; it does not begin if it could cost more
  --yes               begin
  --dry-run           the whole plan on an AWS that lives on this computer: no account, no cost
  --usd-per-hour N    the instance type's on-demand price in the region (default: 1.00, above it)
  --type NAME         instance type of all machines (default: g4dn.xlarge)
  --image ID          take this image and build none
  --model MODEL       as for npm run ami
  --speakers DIR      as for npm run ami
  --allow-cpu         the job may run on the CPU of a machine whose GPU does not work
  --stage NAME        default: smoke- and six digits
  --region NAME       default: ${REGION_DEFAULT};
                      of a dry run: ${DRY_REGIONS.join(' and ')}; may be repeated there
  --out DIR           where the report goes, as .md and .json (default: .local/smoke)

Uses the AWS credentials of your environment.`;

/** The job's instance terminates itself after this; the test gives up a little later. */
const JOB_MINUTES = 25;

const { values } = readArguments(USAGE, {
  options: {
    'max-usd': { type: 'string' },
    yes: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    'usd-per-hour': { type: 'string', default: '1.00' },
    type: { type: 'string', default: 'g4dn.xlarge' },
    image: { type: 'string' },
    model: { type: 'string' },
    speakers: { type: 'string' },
    'allow-cpu': { type: 'boolean', default: false },
    stage: { type: 'string', default: `smoke-${randomBytes(3).toString('hex')}` },
    region: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: path.join(LOCAL, 'smoke') },
  },
});
const usdPerHour = dollars('usd-per-hour', values['usd-per-hour']);
const limits = {
  builderMinutes: MINUTES.builder,
  verifierMinutes: MINUTES.verifier,
  jobMinutes: JOB_MINUTES,
  usdPerHour,
};
const building = { isImageGiven: values.image !== undefined };
const most = mostUsd(limits, building);
const given = values['max-usd'];
const maxUsd = dollars('max-usd', given ?? (values['dry-run'] ? most.toFixed(2) : undefined));
if (values['dry-run']) process.exit((await onEmbeddedClouds()) ? 0 : 1);

if (values.region.length > 1) refuse(USAGE, 'One region at a time, or a dry run: --dry-run');
const place = await placeOf({ stage: values.stage, region: values.region[0] }, USAGE);
const { stage, region } = place;
const options = {
  ...{ stage, region, type: values.type, image: values.image, model: values.model },
  speakers: values.speakers,
  allowCpu: values['allow-cpu'],
  jobMinutes: JOB_MINUTES,
};
const commands = commandsOf(options);
const cloudFormation = new CloudFormationClient({ region });
const ec2 = new EC2Client({ region });

console.log(
  `Stage ${stage} in ${region}, machines of type ${values.type}. It can cost ${most.toFixed(2)} USD at most, if every machine runs until it switches itself off.`,
);
console.log(planText(options, costsOf(limits, building)));
if (most > maxUsd) refuse(USAGE, `That is more than --max-usd ${maxUsd.toFixed(2)}.`);
if (!values.yes) refuse(USAGE, 'Nothing was begun. To begin: --yes');
if (await isReady()) {
  if ((await resourcesOfStack(stage, cloudFormation)) !== undefined) {
    refuse(
      USAGE,
      `There is a stage ${stage} already, and this would remove it. Take another name.`,
    );
  }
  process.exitCode = (await smoke()) ? 0 : 1;
} else {
  process.exitCode = 1;
}

async function onEmbeddedClouds(): Promise<boolean> {
  const { image, stage: named, type, out, region: regions } = values;
  const cost = ['--max-usd', maxUsd.toFixed(2), '--usd-per-hour', usdPerHour.toString()];
  const ofImage = image === undefined ? [] : ['--image', image];
  return dryRun({
    regions: regions.length > 0 ? regions : DRY_REGIONS,
    args: ['--stage', named, '--type', type, ...cost, ...ofImage],
    image,
    out,
  });
}

async function smoke(): Promise<boolean> {
  const startedAt = new Date().toISOString();
  const steps: StepReport[] = [];
  let receipt: SmokeReceipt | undefined;
  await step(steps, 'deploy', { run: deploy });
  await step(steps, 'image', { run: provideImage });
  await step(steps, 'job', {
    run: async () => {
      receipt = await oneJob();
      return `${receipt.jobId}, ${receipt.usd.toFixed(5)} USD`;
    },
  });
  await step(steps, 'remove', { run: remove, always: true });
  const ok = steps.every((done) => done.ok);
  write({ stage, region, startedAt, ok, mostUsd: most, maxUsd, steps, receipt });
  return ok;
}

async function isReady(): Promise<boolean> {
  const image = { instanceType: values.type, base: BASE_PARAMETER };
  const intent = { params: [`instanceTypes=${values.type}`], image };
  const building = values.image === undefined ? (['image'] as const) : [];
  return preflight(place, intent, { stops: ['deploy', 'jobs', ...building] });
}

/** After a failed step only those marked as always required still run. */
async function step(
  steps: StepReport[],
  name: string,
  { run, always = false }: { run: () => Promise<string>; always?: boolean },
): Promise<void> {
  if (!always && steps.some(({ ok }) => !ok)) return;
  console.log(`\n── ${name}`);
  const began = Date.now();
  const done = (ok: boolean, detail: string) =>
    steps.push({ name, ok, seconds: (Date.now() - began) / 1000, detail });
  try {
    done(true, await run());
  } catch (error) {
    // Any error: the clean-up steps must run, and the report names it.
    const reason = error instanceof Error ? error.message : String(error);
    console.error(reason);
    done(false, reason);
  }
}

async function deploy(): Promise<string> {
  await run(commands.deploy);
  return apiUrlOf(stage, cloudFormation);
}

async function provideImage(): Promise<string> {
  if (commands.image) return run(commands.image);
  const image = values.image ?? '';
  await new Published(new SSMClient({ region }), stage).publish(image);
  return `${image}, as given`;
}

async function oneJob(): Promise<SmokeReceipt> {
  const { apiKey } = Tenant.loose().parse(JSON.parse(await run(commands.keys)));
  const apiUrl = await apiUrlOf(stage, cloudFormation);
  const minutes = JOB_MINUTES + 5;
  const audio = { sample: SHIPPED_SAMPLE, expected: shippedText() };
  return runJob({ apiUrl, apiKey, ...audio, minutes, ec2, usdPerHour });
}

async function remove(): Promise<string> {
  const said = await run(commands.remove);
  return said.trimEnd().split('\n').at(-1) ?? '';
}

async function run(command: Command): Promise<string> {
  console.log(`$ ${asTyped(command)}`);
  return runProgram(command.program, command.args);
}

function write(report: SmokeReport): void {
  mkdirSync(values.out, { recursive: true });
  const file = path.join(values.out, stage);
  writeFileSync(`${file}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${file}.md`, markdown(report));
  console.log(`\n${markdown(report)}\nThe report is in ${file}.md and .json`);
}

function dollars(name: string, text: string | undefined): number {
  const usd = Number(text);
  if (text !== undefined && Number.isFinite(usd) && usd > 0) return usd;
  return refuse(USAGE, `--${name}: how many US dollars?`);
}
