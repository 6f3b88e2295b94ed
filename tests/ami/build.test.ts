import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NAMES_STAND_IN } from '../../ami/name-model.ts';
import { STAND_IN } from '../../ami/speaker-networks.ts';
import { readModelsLock } from '../../ami/models-lock.ts';
import { LOCAL } from '../../computer/project.ts';
import { AnalysisProgram } from '../../core/analysis/program.ts';
import { consoleLog } from '../../local/ec2/instance.ts';
import { RedactionView } from '../../core/view/redaction-view.ts';
import { ask } from '../support/ask.ts';
import { until } from '../support/until.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { sample, sampleFile } from '../support/samples.ts';
import {
  ami,
  leftOfBuilds,
  machinesOf,
  MODEL,
  modelNamed,
  publishedBy,
  publishedImage,
  startAmi,
} from './ami-command.ts';
import { HuggingFaceHub, sha256 } from './hub.ts';

/** A build takes some twenty seconds on an idle computer. */
const DEADLINE_MS = 120_000;

const SECOND = 'micro-whisper-b';

/** So long a build may take. */
const HOUR_MS = 3_600_000;

let cloud: TestCloud;
let shipped: string | undefined;
const models: string[] = [];
/** The first build packs the real Node, of 120 MB; the others one that only calls it. */
let node: string;
/** Holds a builder at its first step. */
let hangingNode: string;
/** Has a second model, under a name that jobs may ask for. */
let hub: HuggingFaceHub;
/** A default from a directory, and another from the hub; the tiny language model. */
let two: string[];
let lock: string;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { Models: `kb-whisper-small,${SECOND}` } });
  hub = await HuggingFaceHub.start(`someone/${SECOND}`);
  hub.has(filesOf(MODEL));
  lock = path.join(cloud.cloud.aws.run.path, 'models.lock.json');
  const analysis = ['--with-analysis', 'llama.cpp', '--analysis-model', `${LOCAL}/tiny-llm`];
  const others = [...analysis, '--speakers', STAND_IN, '--names', ownNames()];
  two = ['--model', `${MODEL},someone/${SECOND}`, '--lock', lock, '--hub', hub.url, ...others];
  shipped = await publishedImage(cloud);
  node = program('node', `exec '${process.execPath}' "$@"`);
  hangingNode = program('hanging-node', 'exec sleep 600');
});
afterAll(async () => {
  hub.close();
  await cloud.stop();
  for (const model of models) rmSync(model, { recursive: true });
});

/** A folder whose files its owner alone may read. */
function ownNames(): string {
  const folder = path.join(cloud.cloud.aws.run.path, 'names');
  cpSync(NAMES_STAND_IN, folder, { recursive: true });
  for (const name of readdirSync(folder)) chmodSync(path.join(folder, name), 0o600);
  return folder;
}

function filesOf(model: string): Record<string, Buffer> {
  const names = readdirSync(model).filter((name) => name !== 'manifest.json');
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(model, name))]));
}

function program(name: string, line: string): string {
  const file = path.join(cloud.cloud.aws.run.path, name);
  writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return file;
}

/** Another Node than the locked one is taken with its hash alone. */
function nodeOf(file: string): string[] {
  return ['--node', file, '--node-sha256', sha256(readFileSync(file))];
}

/** What Linux shows of an NVIDIA GPU, with or without a driver. */
function giveGpu(root: string): void {
  const device = path.join(root, 'sys/bus/pci/devices/0000:00:1e.0');
  mkdirSync(device, { recursive: true });
  writeFileSync(path.join(device, 'vendor'), '0x10de\n');
}

function otherModel(name: string): string {
  const model = modelNamed(name);
  models.push(model);
  return model;
}

/** Runs a build and kills it as soon as it has launched a machine. */
async function killedAtItsBuilder(args: readonly string[]): Promise<void> {
  const before = machinesOf(cloud).length;
  const { child, ended } = startAmi(cloud, args);
  await until('a builder', () => machinesOf(cloud).length > before, DEADLINE_MS);
  child.kill('SIGKILL');
  await ended;
}

const buildTwo = async () => ami(cloud, 'build', ...two);

const imagesLeft = () => cloud.cloud.ec2.images.all().filter(({ snapshot }) => snapshot);

describe('an image', () => {
  let first: string;
  let second: string;

  test('is built from the base image, tried, published, and a job runs on it', async () => {
    const ended = await buildTwo();
    first = await publishedBy(ended);
    const text = sample('news.wav').text;
    expect(ended.said).toContain(`The image transcribes: "${text}" with micro-whisper on`);
    expect(ended.said).toContain(`The image transcribes: "${text}" with ${SECOND} on`);
    expect(ended.said).toContain('on cpu');
    expect(ended.said).toContain('the model is multilingual');
    expect(first).not.toBe(shipped);
    expect(await publishedImage(cloud)).toBe(first);
    expect(machinesOf(cloud).map(({ tags, market }) => [tags['spotscribe-role'], market])).toEqual([
      ['builder', 'on-demand'],
      ['verifier', 'on-demand'],
    ]);
    expect(await leftOfBuilds(cloud)).toEqual([]);

    const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'));
    const job = await cloud.completed(jobId);
    expect(job.instance?.imageId).toBe(first);
    const { segments } = await cloud.client.transcript(jobId);
    expect(segments.map(({ text }) => text).join(' ')).toBe(sample('demo.wav').text);
  });

  test('has its other model for the jobs that ask for it, without a download', async () => {
    const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'), { model: SECOND });
    await cloud.completed(jobId);
    const transcript = await cloud.client.transcript(jobId);
    expect(transcript).toMatchObject({ text: sample('demo.wav').text, model: SECOND });
    const [instance] = cloud.instancesOf(jobId);
    const said = instance ? readFileSync(consoleLog(instance), 'utf8') : '';
    expect(said).toContain('asks for another model of the image');
    expect(said).not.toContain('it is fetched');
  });

  test('has the language model, whose program answered on the builder', async () => {
    const image = cloud.cloud.ec2.images.all().find(({ id }) => id === first);
    const home = path.join(image?.root ?? '', 'opt/spotscribe/analysis');
    const program: unknown = JSON.parse(readFileSync(path.join(home, 'program.json'), 'utf8'));
    expect(AnalysisProgram.parse(program)).toMatchObject({ name: 'llama.cpp', model: 'tiny-llm' });
    const { said } = await buildTwo();
    expect(said).toContain('--param analysisModels=tiny-llm');
  });

  test('has the model for names, which looks for them in jobs with a copy', async () => {
    const options = { redact: {}, force: true };
    const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'), options);
    await cloud.completed(jobId);
    const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/redaction` });
    const { names } = RedactionView.parse(JSON.parse(text));
    expect(names).toMatchObject({ by: ['rules', 'model'], model: { name: 'stand-in for tests' } });
    const image = cloud.cloud.ec2.images.all().find(({ id }) => id === first);
    const weights = path.join(image?.root ?? '', 'opt/spotscribe/names/model.onnx');
    // The engine reads it as a user of its own.
    expect((statSync(weights).mode & 0o777).toString(8)).toBe('644');
  });

  test('writes down what it is made of, which is all that later builds take', () => {
    const weights = filesOf(MODEL)['model.bin'] ?? Buffer.of();
    expect(readModelsLock(lock)).toMatchObject({
      [`someone/${SECOND}`]: {
        commit: hub.commit,
        files: { 'model.bin': { bytes: weights.length, sha256: sha256(weights) } },
      },
    });
  });

  test('that is published already is not built again', async () => {
    const machines = machinesOf(cloud).length;
    expect(await publishedBy(buildTwo())).toBe(first);
    expect(machinesOf(cloud)).toHaveLength(machines);
  });

  test('is finished by a second run when the first was killed, by the machine that it left', async () => {
    const before = machinesOf(cloud).length;
    const args = ['build', '--model', otherModel('micro-whisper-2'), ...nodeOf(node)];
    await killedAtItsBuilder(args);
    expect(await publishedImage(cloud)).toBe(first);

    second = await publishedBy(ami(cloud, ...args));
    expect(await publishedImage(cloud)).toBe(second);
    const roles = machinesOf(cloud).map(({ tags }) => tags['spotscribe-role']);
    expect(roles.slice(before)).toEqual(['builder', 'verifier']);
    expect(await leftOfBuilds(cloud)).toEqual([]);
  });

  test('is taken back with one command, and that with the same', async () => {
    expect((await ami(cloud, 'rollback')).output).toContain(first);
    expect(await publishedImage(cloud)).toBe(first);
    await ami(cloud, 'rollback');
    expect(await publishedImage(cloud)).toBe(second);
  });

  test('is listed with what is in it', async () => {
    const { output } = await ami(cloud, 'list');
    const lines = output.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^\\* ${second} .* verified on cpu .*micro-whisper-2`)),
      expect.stringMatching(new RegExp(`^ {2}${first} .* verified on cpu`)),
    ]);
  });

  test('stays when what a killed build has left is cleared away, and so does the one before', async () => {
    await killedAtItsBuilder([
      ...['--model', otherModel('micro-whisper-3'), ...nodeOf(hangingNode)],
    ]);
    const builder = machinesOf(cloud).at(-1);
    const young = await ami(cloud, 'clean');
    expect(young.output).toContain(`in the last hour: ${builder?.tags['spotscribe-build']}`);
    expect(await leftOfBuilds(cloud)).toEqual([
      expect.stringContaining(builder?.id ?? 'a builder'),
      expect.stringMatching(/^builds\//),
    ]);

    builder?.launchedAt.setTime(Date.now() - HOUR_MS);
    const { status, output } = await ami(cloud, 'clean');
    expect(status).toBe(0);
    expect(output).toContain(`Removed: ${builder?.id}`);
    expect(await leftOfBuilds(cloud)).toEqual([]);
    expect(imagesLeft().map(({ id }) => id)).toEqual([first, second]);
  });
});

describe('a build that fails publishes nothing and leaves nothing', () => {
  let published: string | undefined;
  let images: string[];
  beforeAll(async () => {
    published = await publishedImage(cloud);
    images = imagesLeft().map(({ id }) => id);
  });

  async function expectNothing(): Promise<void> {
    expect(await publishedImage(cloud)).toBe(published);
    expect(await leftOfBuilds(cloud)).toEqual([]);
    expect(imagesLeft().map(({ id }) => id)).toEqual(images);
    expect(cloud.cloud.ec2.images.snapshots()).toHaveLength(images.length);
  }

  test('because the program cannot be installed', async () => {
    const noNode = program('no-node', 'exit 1');
    const args = ['--model', otherModel('micro-whisper-4'), ...nodeOf(noNode)];
    const { status, said } = await ami(cloud, ...args);
    expect(said).toContain('is not Node 24 or newer');
    expect(status).toBe(1);
    await expectNothing();
  });

  test('because the model is damaged', async () => {
    const model = otherModel('micro-whisper-5');
    appendFileSync(path.join(model, 'model.bin'), 'x');
    const { status, said } = await ami(cloud, '--model', model, ...nodeOf('/bin/true'));
    expect(said).toContain('The model is damaged: model.bin is missing or cut short');
    expect(status).toBe(1);
    await expectNothing();
  });

  test('because the image hears something else than what is said', async () => {
    const args = ['--model', otherModel('micro-whisper-6'), ...nodeOf(node)];
    const { status, said } = await ami(cloud, ...args, '--expect', 'helt andra ord än dessa');
    expect(said).toContain('so it is not published');
    expect(status).toBe(1);
    await expectNothing();
  });

  test('because the service that runs jobs does not use the GPU of the machine', async () => {
    const { host } = cloud.cloud.ec2;
    const launch = host.launch.bind(host);
    host.launch = (specification) => {
      const instance = launch(specification);
      if (instance.tags['spotscribe-role'] === 'verifier') giveGpu(instance.root);
      return instance;
    };
    const args = ['--model', otherModel('micro-whisper-8'), ...nodeOf(node)];
    const { status, said } = await ami(cloud, ...args);
    host.launch = launch;
    expect(said).toContain('the engine used the device cpu in the service that runs jobs');
    expect(status).toBe(1);
    await expectNothing();
  });

  test('because its Node has not the hash that is stated', async () => {
    const model = otherModel('micro-whisper-9');
    const { status, said } = await ami(cloud, '--model', model, '--node', node);
    expect(said).toContain(
      `is not the Node for the image, so nothing was built. SHA-256: expected`,
    );
    expect(said).toContain(`found ${sha256(readFileSync(node))}`);
    expect(status).toBe(1);
    await expectNothing();
  });

  test('because other instances use up the quota', async () => {
    const { faults } = cloud.cloud.ec2;
    faults.add({ kind: 'refuse', action: 'RunInstances', code: 'VcpuLimitExceeded' });
    const args = ['--model', otherModel('micro-whisper-7'), ...nodeOf(node)];
    const { status, said } = await ami(cloud, ...args);
    faults.clear();
    expect(said).toContain('servicequotas/home/services/ec2/quotas/L-DB2E81BA');
    expect(said).not.toContain(' at '); // no stack trace
    expect(status).toBe(1);
    await expectNothing();
  });

  test('because there is no deployment to build it in', async () => {
    const { status, said } = await ami(cloud, '--model', MODEL, '--stage', 'nowhere');
    expect(said).toContain('npm run deploy -- --stage nowhere');
    expect(status).toBe(1);
  });
});
