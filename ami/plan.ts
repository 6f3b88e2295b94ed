/** Turns command-line options into a build plan: resolves ids and inputs. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import type { BuildPlan } from './build.ts';
import { NotPossible } from './errors.ts';
import { buildId } from './inputs.ts';
import type { Tag } from './names.ts';
import { packBuilder, packVerifier, type ModelSource } from './payload.ts';

export interface Wish {
  readonly stage: string;
  /** An image id, or the name of a parameter that holds one. */
  readonly base: string;
  readonly model: ModelSource;
  readonly node: string;
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
    build: { id: buildId(base, wish.model), stage: wish.stage },
    base,
    hardware: wish.hardware,
    packs: {
      builder: () => packBuilder({ ...wish, sample }),
      verifier: () => packVerifier(sample),
    },
    expected: wish.sample?.text ?? shippedText(),
    tags: await tagsFor(wish.model),
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

/** Informative tags: version, commit, model. */
async function tagsFor(model: ModelSource): Promise<Tag[]> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')));
  return [
    { Key: 'spotscribe-version', Value: version },
    { Key: 'spotscribe-commit', Value: await commit() },
    { Key: 'spotscribe-model', Value: nameOf(model) },
  ];
}

function nameOf(model: ModelSource): string {
  if ('name' in model) return `${model.name}@${model.revision}`;
  const manifest = readFileSync(path.join(model.directory, 'manifest.json'), 'utf8');
  return z.object({ name: z.string().default('unnamed') }).parse(JSON.parse(manifest)).name;
}

/** Works without a git history too. */
async function commit(): Promise<string> {
  const described = await runCommand({
    program: 'git',
    args: ['describe', '--always', '--dirty'],
  }).catch(() => 'unknown');
  return described.trim();
}
