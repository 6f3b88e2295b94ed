/** Turns command-line options into a build plan: resolves ids and inputs. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { analysisBytes, type AnalysisSource } from './analysis-source.ts';
import type { BuildPlan } from './build.ts';
import { NotPossible } from './errors.ts';
import { buildId } from './inputs.ts';
import type { Tag } from './names.ts';
import type { PackedNode } from './locked-node.ts';
import { namesBytes, type NamesSource } from './name-model.ts';
import { modelBytes, modelName, type ModelSource } from './model-source.ts';
import { packBuilder, packVerifier } from './payload.ts';

export interface Wish {
  readonly stage: string;
  /** An image id, or the name of a parameter that holds one. */
  readonly base: string;
  /** The first is the image's default. */
  readonly models: readonly ModelSource[];
  /** The language model beside them, if the image is to have one. */
  readonly analysis?: AnalysisSource | undefined;
  /** Folder of the networks that tell speakers apart. */
  readonly speakers?: string | undefined;
  /** The model for people's names, if the image is to have one. */
  readonly names?: NamesSource | undefined;
  /** Address of the hub of models. */
  readonly hub: string;
  readonly modelsLock: string;
  readonly node: PackedNode;
  readonly hardware: BuildPlan['hardware'];
  /** `file` undefined: the shipped sample, with `text` as its expected transcript. */
  readonly sample: { readonly file: string | undefined; readonly text: string } | undefined;
  readonly ssm: SSMClient;
}

const AUDIO = path.join(PROJECT, 'model/micro-whisper/audio');
const SAMPLE = 'news.wav';
export const SHIPPED_SAMPLE = path.join(AUDIO, SAMPLE);
const References = z.array(z.object({ file: z.string(), text: z.string() }));

export async function planOf(wish: Wish): Promise<BuildPlan> {
  const base = await baseImage(wish);
  const sample = wish.sample?.file ?? SHIPPED_SAMPLE;
  return {
    build: {
      id: buildId({ ...wish, base, node: wish.node.sha256 }),
      stage: wish.stage,
    },
    base,
    hardware: wish.hardware,
    packs: {
      builder: () => packBuilder({ ...wish, sample }),
      verifier: () => packVerifier(sample),
    },
    expected: wish.sample?.text ?? shippedText(),
    models: wish.models.map(modelName),
    modelsLock: wish.modelsLock,
    tags: await tagsFor(wish),
  };
}

async function baseImage({ base, ssm }: Wish): Promise<string> {
  if (!base.startsWith('/')) return base;
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: base }));
    return Parameter?.Value ?? '';
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new NotPossible(`There is no parameter ${base} that would name a base image.`, {
      cause: error,
    });
  }
}

/** Text of the shipped sample. */
export function shippedText(): string {
  const references = References.parse(
    JSON.parse(readFileSync(path.join(AUDIO, 'refs.json'), 'utf8')),
  );
  return references.find(({ file }) => file === SAMPLE)?.text ?? '';
}

/** EC2's limit for a tag's value, in characters. */
const MAX_TAG = 256;
const COMMIT_DIGITS = 12;

const LEAST_GIB = 16;
/** Space for operating system, driver, packages and build tools. */
const SYSTEM_GIB = 10;
/** Models are twice on the disk while it is built. */
const COPIES = 2;

/** Size of the builder's disk, and so the least of the machines that boot from the image. */
export function rootGibFor(
  models: readonly ModelSource[],
  analysis?: AnalysisSource,
  names?: NamesSource,
): number {
  const bytes = models.reduce(
    (sum, model) => sum + (modelBytes(model) ?? 0),
    analysisBytes(analysis) + namesBytes(names),
  );
  return Math.max(LEAST_GIB, SYSTEM_GIB + Math.ceil((COPIES * bytes) / 1024 ** 3));
}

/** Informative tags: version, commit, models. */
async function tagsFor({ models, analysis, names }: Wish): Promise<Tag[]> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')));
  return [
    { Key: 'spotscribe-version', Value: version },
    { Key: 'spotscribe-commit', Value: await commit() },
    { Key: 'spotscribe-model', Value: models.map(told).join(' ').slice(0, MAX_TAG) },
    ...(analysis ? [{ Key: 'spotscribe-analysis', Value: analysis.model }] : []),
    ...(names ? [{ Key: 'spotscribe-names', Value: named(names).slice(0, MAX_TAG) }] : []),
  ];
}

function told(model: ModelSource): string {
  const commit = 'name' in model ? `@${model.commit.slice(0, COMMIT_DIGITS)}` : '';
  return `${modelName(model)}${commit}`;
}

function named(names: NamesSource): string {
  const commit = 'commit' in names ? `@${names.commit.slice(0, COMMIT_DIGITS)}` : '';
  return `${names.name}${commit}`;
}

/** Works without a git history too. */
async function commit(): Promise<string> {
  const described = await runCommand({
    program: 'git',
    args: ['describe', '--always', '--dirty'],
  }).catch(() => 'unknown');
  return described.trim();
}
