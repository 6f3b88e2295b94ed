import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleSizes } from '../../bench/bundles.ts';
import { transitionsOfCompletedJob } from '../../bench/transitions.ts';
import { PROJECT } from '../../computer/project.ts';
import { ofType, packagedTemplate, type PackagedTemplate } from './template.ts';

const machines = readdirSync(path.join(PROJECT, 'statemachine'))
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => path.join('statemachine', file));
const text = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
/** An old one, the oldest, one of the newest, and one of another partition. */
const REGIONS = ['eu-north-1', 'us-east-1', 'ap-southeast-7', 'cn-north-1'];
/** Answers that are the same for everybody. */
const FIXED = ['health', 'notFound', 'openapi'];
/** All files of the page, in two compressions. */
const PAGE_BYTES = 600_000;
/** With the rules that find names and numbers: lists of names and places, and all countries' telephone numbers. */
const RULES_BYTES = 250_000;
function mostBytes(name: string): number {
  if (name === 'page') return PAGE_BYTES;
  if (name === 'redaction') return RULES_BYTES;
  return FIXED.includes(name) ? 50_000 : 150_000;
}

interface Templated {
  Parameters: { SagemakerImage: { Default: string } };
}

/** What cfn-lint has to say. */
function lint(file: string, regions: readonly string[]): string {
  // W3005: osls names dependencies that the references imply already.
  // E3601: refuses a partition by reference in a state machine; asl-validator checks that below.
  const { stdout, stderr, error } = spawnSync(
    path.join(PROJECT, '.venv', 'bin', 'cfn-lint'),
    ['--ignore-checks', 'W3005', 'E3601', '--regions', ...regions, '--template', file],
    { encoding: 'utf8' },
  );
  expect(error).toBeUndefined();
  return stdout + stderr;
}

let template: PackagedTemplate;
beforeAll(async () => {
  template = await packagedTemplate();
});

describe('the template', () => {
  test('has no errors that cfn-lint knows', () => {
    expect(lint(template.file, REGIONS)).toBe('');
  });

  test('has none with a SageMaker endpoint either', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'template-'));
    const file = path.join(folder, 'with-endpoint.json');
    const json = JSON.parse(readFileSync(template.file, 'utf8')) as Templated;
    json.Parameters.SagemakerImage.Default =
      '123456789012.dkr.ecr.eu-north-1.amazonaws.com/spotscribe:1';
    writeFileSync(file, JSON.stringify(json));
    expect(lint(file, REGIONS)).toBe('');
    rmSync(folder, { recursive: true });
  });

  test('has nothing of SageMaker without an image of its container', () => {
    const ofSagemaker = Object.entries(template.resources).filter(
      ([id, { Type }]) =>
        /^AWS::(SageMaker|ApplicationAutoScaling)::/.test(Type) || /^Sagemaker/.test(id),
    );
    expect(ofSagemaker.length).toBeGreaterThan(20);
    const always = ofSagemaker.filter(([, { Condition }]) => Condition !== 'HasSagemaker');
    expect(always.map(([id]) => id)).toEqual([]);
    expect(template.defaults['SagemakerImage']).toBe('');
  });

  test('an endpoint has no network, and no more instances than are asked for, down to none', () => {
    const { resources } = template;
    expect(resources['SagemakerContainer']?.Properties).toMatchObject({
      EnableNetworkIsolation: true,
    });
    expect(resources['SagemakerCapacity']?.Properties).toMatchObject({
      MinCapacity: 0,
      MaxCapacity: { Ref: 'SagemakerMaxInstances' },
    });
  });

  test('names no partition, no zone and no image of its own', () => {
    const texts = [...textsIn(template.resources)];
    expect(texts.length).toBeGreaterThan(1000);
    // The rights to output buckets have one text for each partition.
    const partitions = texts.filter(
      (text) => /\barn:aws/.test(text) && !/arn:aws[\w-]*:s3:::/.test(text),
    );
    expect(partitions).toEqual([]);
    expect(texts.filter((text) => /\b[a-z]{2}-[a-z]+-\d[a-z]?\b/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.includes('resolve:ssm'))).toEqual([]);
  });

  test('a rate for filling the volume is asked for only if it is set', () => {
    const [[, launch] = ['', {}]] = ofType(template.resources, 'AWS::EC2::LaunchTemplate');
    expect(launch.LaunchTemplateData).toMatchObject({
      BlockDeviceMappings: [
        {
          Ebs: {
            VolumeInitializationRate: {
              'Fn::If': [
                'InitializesVolume',
                { Ref: 'VolumeInitializationRate' },
                { Ref: 'AWS::NoValue' },
              ],
            },
          },
        },
      ],
    });
  });

  test('jobs have to get the GPU of their machine, unless an operator allows the CPU', () => {
    expect(template.defaults['AllowCpu']).toBe('false');
  });

  test('user data is small: EC2 takes 16 KiB, and the five of ours leave room for its names', () => {
    const { size } = statSync(path.join(PROJECT, 'userdata', 'boot.sh'));
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(5120);
  });

  test('every function is small enough to begin soon, and those that ask AWS nothing bring no SDK', () => {
    const sizes = bundleSizes(path.dirname(template.file));
    const functions = ofType(template.resources, 'AWS::Lambda::Function');
    expect(Object.keys(sizes)).toHaveLength(functions.length);
    const tooLarge = Object.entries(sizes).filter(([name, bytes]) => bytes >= mostBytes(name));
    expect(tooLarge).toEqual([]);
  });

  test('functions run on the Node that the tests run on', () => {
    const major = process.version.slice(1).split('.')[0] ?? '';
    for (const [, { Runtime }] of ofType(template.resources, 'AWS::Lambda::Function')) {
      expect(Runtime).toBe(`nodejs${major}.x`);
    }
  });
});

describe.each(machines)('%s', (file) => {
  test('is valid', () => {
    const validator = path.join(PROJECT, 'node_modules', '.bin', 'asl-validator');
    const definition = text(file).replaceAll('${Partition}', 'aws');
    const { status, stdout } = spawnSync(validator, ['--json-definition', definition], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  test('every Lambda task has a function file of its name', () => {
    const tasks = lambdaTasks(JSON.parse(text(file)));
    expect(tasks.length).toBeGreaterThan(0);
    for (const { state, functionName } of tasks) {
      expect(functionName).toBe(`\${${state}}`);
      expect(existsSync(path.join(PROJECT, 'functions', 'workflow', `${kebab(state)}.ts`))).toBe(
        true,
      );
      expect(JSON.stringify(template.resources[resourceOf(file)])).toContain(
        `"${state}":{"Fn::GetAtt":["${state}LambdaFunction","Arn"]}`,
      );
    }
  });

  test('a name means one state', () => {
    const names = states(JSON.parse(text(file))).map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test('every task ends in some time', () => {
    for (const { name, state } of states(JSON.parse(text(file)))) {
      if (state.Type !== 'Task') continue;
      const limit = state.TimeoutSeconds ?? state.TimeoutSecondsPath;
      expect({ name, limit }).toEqual({ name, limit: expect.anything() });
    }
  });
});

test('a completed job enters at most twelve states', () => {
  expect(transitionsOfCompletedJob(text('statemachine/job.asl.json'))).toBeLessThanOrEqual(12);
});

test('the id of an image is written nowhere but in its parameter', () => {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  expect(listed.status).toBe(0);
  const files = listed.stdout
    .split('\n')
    .filter((file) => file !== '' && !/^(tests|docs)\//.test(file));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => /\bami-[0-9a-f]{8,17}\b/.test(text(file)))).toEqual([]);
});

/** `statemachine/job.asl.json` is the definition of JobStateMachine. */
function resourceOf(file: string): string {
  const name = path.basename(file, '.asl.json');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}StateMachine`;
}

interface State {
  Type: string;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  Parameters?: { FunctionName?: string };
}

/** All states, those inside branches too. */
function states(value: unknown): { name: string; state: State }[] {
  if (value === null || typeof value !== 'object') return [];
  const own =
    'States' in value
      ? Object.entries(value.States as Record<string, State>).map(([name, state]) => ({
          name,
          state,
        }))
      : [];
  return [...own, ...Object.values(value).flatMap(states)];
}

function lambdaTasks(machine: unknown): { state: string; functionName: string | undefined }[] {
  return states(machine)
    .filter(({ state }) => state.Parameters?.FunctionName !== undefined)
    .map(({ name, state }) => ({ state: name, functionName: state.Parameters?.FunctionName }));
}

function kebab(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}

/** All strings in a value, with the names of its fields. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield name;
    yield* textsIn(inner);
  }
}
