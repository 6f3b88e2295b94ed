/** `npm run ami -- [build|list|rollback|clean] …`: manages the machine image of a deployment. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { PLACE_OPTIONS, PLACE_USAGE, placeOf } from '../account/place.ts';
import { preflight } from '../account/preflight.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { buildImage, type BuildTools } from './build.ts';
import { BASE_PARAMETER } from './base.ts';
import { BuildFailed, NotPossible } from './errors.ts';
import { S3Mailbox } from './s3-mailbox.ts';
import { PublishedImages } from './images.ts';
import { BuilderMachines } from './machines.ts';
import type { ModelSource } from './payload.ts';
import { planOf } from './plan.ts';
import { Published } from './published.ts';
import { partsOfStack, type StackParts } from './stack.ts';
import { removeOldImages, listImages, rollBack } from './commands.ts';

const USAGE = `npm run ami -- [build | list | rollback | clean] [OPTIONS]

  build     from a base image to a published one: builds it on a machine of its own, tries it on
            another, and only then publishes it (the default). Run it again if it was cut off.
  list      the images of the stage; * is the one that jobs run on
  rollback  publishes the image that was published before
  clean     removes what builds have left, and images that are neither published nor the one before;
            leaves alone a build that launched a machine in the last hour: it may be running

${PLACE_USAGE}
  --model MODEL    a directory with a CTranslate2 model and its manifest.json, or a name on Hugging
                   Face (default: KBLab/kb-whisper-small)
  --revision NAME  branch, tag or commit of that model (default: main)
  --base IMAGE     an image id, or the name of a public parameter that has it
                   (default: ${BASE_PARAMETER})
  --type NAME      instance type of both machines (default: g4dn.xlarge, on demand)
  --root-gib N     size of the root volume (default: 16)
  --node FILE      a Node 24 for Linux on x86-64 (default: this one)
  --sample WAV --expect TEXT   what to try the image with (default: a sample of Swedish news)

Uses the AWS credentials of your environment.`;

const COMMANDS = ['build', 'list', 'rollback', 'clean'] as const;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    ...PLACE_OPTIONS,
    model: { type: 'string', default: 'KBLab/kb-whisper-small' },
    revision: { type: 'string', default: 'main' },
    base: { type: 'string', default: BASE_PARAMETER },
    type: { type: 'string', default: 'g4dn.xlarge' },
    'root-gib': { type: 'string', default: '16' },
    node: { type: 'string' },
    sample: { type: 'string' },
    expect: { type: 'string' },
  },
});
const command = COMMANDS.find((name) => name === (positionals[0] ?? 'build'));
if (command === undefined || positionals.length > 1) {
  refuse(USAGE, `There is no command "${positionals.join(' ')}".`);
}
const place = await placeOf(values, USAGE);
const { stage, region } = place;
const ec2 = new EC2Client({ region, maxAttempts: 8 });
const ssm = new SSMClient({ region });

try {
  await { build, list, rollback, clean: cleanUp }[command]();
} catch (error) {
  if (!(error instanceof BuildFailed || error instanceof NotPossible)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function build(): Promise<void> {
  const { base, type: instanceType } = values;
  const [model, node] = [modelOf(values.model), nodeFor(values.node)];
  const intent = { params: [], image: { instanceType, base, node } };
  if (!(await preflight(place, intent, { stops: ['image'] }))) {
    process.exitCode = 1;
    return;
  }
  const parts = await partsOfStack(stage, new CloudFormationClient({ region }));
  const hardware = { ...parts, instanceType, rootGiB: gibOf(values['root-gib']) };
  const plan = await planOf({
    stage,
    base,
    model,
    node,
    hardware,
    sample: sampleOf(values.sample, values.expect),
    ssm,
  });
  const id = await buildImage(plan, tools(parts));
  console.log(JSON.stringify({ image: id, build: plan.build.id }));
}

async function list(): Promise<void> {
  const found = await listImages(stage, {
    images: new PublishedImages(ec2),
    published: published(),
  });
  console.log(found.length > 0 ? found.join('\n') : `There is no image of the stage ${stage}.`);
}

async function rollback(): Promise<void> {
  const { from, to } = await rollBack({ images: new PublishedImages(ec2), published: published() });
  console.log(`New jobs run on ${to} again, and no more on ${from}.`);
}

async function cleanUp(): Promise<void> {
  const parts = await partsOfStack(stage, new CloudFormationClient({ region }));
  const { removed, left } = await removeOldImages(stage, tools(parts));
  console.log(removed.length > 0 ? `Removed: ${removed.join(', ')}` : 'Nothing was removed.');
  if (left.length === 0) return;
  console.log(
    `Left alone, since a machine of it was launched in the last hour: ${left.join(', ')}. If nobody builds it any more, run this again later.`,
  );
}

function tools({ bucket }: StackParts): BuildTools {
  // By default the SDK signs the empty body's checksum into presigned PUTs, which would refuse reports.
  const s3 = new S3Client({ region, requestChecksumCalculation: 'WHEN_REQUIRED' });
  return {
    images: new PublishedImages(ec2),
    machines: new BuilderMachines(ec2),
    mailbox: new S3Mailbox(s3, bucket),
    published: published(),
    say: (line) => console.error(`· ${line}`),
  };
}

function published(): Published {
  return new Published(ssm, stage);
}

function modelOf(text: string): ModelSource {
  const directory = path.resolve(text);
  if (existsSync(directory)) return { directory };
  const name = /^[\w.-]+\/[\w.-]+$/.exec(text)?.[0];
  const revision = /^[\w./-]+$/.exec(values.revision)?.[0];
  if (name !== undefined && revision !== undefined) return { name, revision };
  return refuse(USAGE, `--model: ${text} is neither a directory nor a name on Hugging Face.`);
}

/** Node binary that goes into the image; must fit the image's system. */
function nodeFor(given: string | undefined): string {
  if (given !== undefined) return path.resolve(given);
  if (process.platform === 'linux' && process.arch === 'x64') return process.execPath;
  return refuse(USAGE, 'This Node is not for Linux on x86-64. Give one with --node FILE.');
}

function gibOf(text: string): number {
  const gib = Number(text);
  return Number.isInteger(gib) && gib >= 8 ? gib : refuse(USAGE, `--root-gib: ${text}?`);
}

function sampleOf(file: string | undefined, text: string | undefined) {
  if (file === undefined && text === undefined) return undefined;
  if (text === undefined) return refuse(USAGE, 'What is said in the sample? Give --expect TEXT.');
  return { file: file === undefined ? undefined : path.resolve(file), text };
}
