/** Models to build an image with: their option on the command line, and what it stands for. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { MANIFEST, ModelManifest } from '../core/transcript/model.ts';
import { ModelName } from '../core/transcript/model-name.ts';
import { NotPossible } from './errors.ts';
import { Commit, RepositoryName, type LockedModel, type ModelsLock } from './models-lock.ts';

/** Sizes of KB-Whisper, by which `--model` may name them. */
export const SIZES = ['tiny', 'base', 'small', 'medium', 'large'] as const;
export const DEFAULT_SIZE = 'small';
const MAX_MODELS = 9;

export const HUGGING_FACE = 'https://huggingface.co';

/** A local directory, or a repository of Hugging Face that the builder downloads. */
export type ModelSource =
  | { readonly directory: string }
  | { readonly name: string; readonly commit: string; readonly files: LockedModel['files'] };

export interface Wanted {
  /** Directories, repositories and sizes, separated by commas; the first is the image's default. */
  text: string;
  /** Branch, tag or commit of repositories that are not in the lock file; main if undefined. */
  revision: string | undefined;
  lock: ModelsLock;
  /** Address of the hub. */
  hub: string;
}

/** @throws NotPossible if one of them is unknown, or not as the lock file says */
export async function modelSources(wanted: Wanted): Promise<ModelSource[]> {
  const parts = wanted.text.split(',').map((part) => part.trim());
  if (parts.length > MAX_MODELS) {
    throw new NotPossible(`An image holds at most ${MAX_MODELS} models.`);
  }
  const sources: ModelSource[] = [];
  for (const part of parts) sources.push(await sourceOf(part, wanted));
  assertDistinct(sources.map(modelName));
  return sources;
}

async function sourceOf(text: string, wanted: Wanted): Promise<ModelSource> {
  const size = SIZES.find((one) => one === text);
  const directory = path.resolve(text);
  if (size === undefined && existsSync(directory)) return { directory };
  const name = size ? `KBLab/kb-whisper-${size}` : RepositoryName.safeParse(text).data;
  if (name === undefined) {
    throw new NotPossible(
      `--model: "${text}" is none of ${SIZES.join(', ')}, no directory, and no name on Hugging Face.`,
    );
  }
  const locked = wanted.lock[name];
  if (locked === undefined) {
    return { name, commit: await commitOf(name, wanted), files: {} };
  }
  const { revision } = wanted;
  if (revision !== undefined && revision !== locked.commit) {
    throw new NotPossible(
      `--revision ${revision}: the lock file has ${name} at ${locked.commit}, and no other is fetched. To take another, write its commit there, with null for each SHA-256.`,
    );
  }
  return { name, ...locked };
}

/** The commit of a revision at this moment. @throws NotPossible if the hub does not name it */
export async function commitOf(
  name: string,
  { revision = 'main', hub }: Pick<Wanted, 'hub'> & { revision?: string | undefined },
): Promise<string> {
  if (Commit.safeParse(revision).success) return revision;
  const url = `${hub}/api/models/${name}/revision/${encodeURIComponent(revision)}`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return z.object({ sha: Commit }).parse(await answer.json()).sha;
  } catch (error) {
    throw new NotPossible(
      `${name} is not in the lock file, and ${hub} does not tell the commit of "${revision}" (${String(error)}), so nothing was built.`,
      { cause: error },
    );
  }
}

/** Name in transcripts, as the model's manifest has it. @throws NotPossible without a manifest */
export function modelName(source: ModelSource): string {
  if ('name' in source) return path.basename(source.name);
  return z.object({ name: z.string().default('unnamed') }).parse(manifestOf(source)).name;
}

/** Bytes of all its files; undefined if unknown. */
export function modelBytes(source: ModelSource): number | undefined {
  const files =
    'name' in source
      ? Object.values(source.files)
      : (ModelManifest.safeParse(manifestOf(source)).data?.files ?? []);
  const known = files.flatMap(({ bytes }) => bytes ?? []);
  return known.length > 0 ? known.reduce((sum, bytes) => sum + bytes, 0) : undefined;
}

/** What identifies it: a commit, or the manifest, which lists every file's hash. */
export function modelIdentity(source: ModelSource): string {
  return 'name' in source
    ? `${source.name}@${source.commit}`
    : readFileSync(manifestFile(source), 'utf8');
}

function manifestOf(source: { directory: string }): unknown {
  const file = manifestFile(source);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new NotPossible(
      `There is no readable ${file}. A model directory needs one; ami/README.md says how to make it.`,
      { cause: error },
    );
  }
}

function manifestFile({ directory }: { directory: string }): string {
  return path.join(directory, MANIFEST);
}

/** Jobs name one of them in `model`. */
function assertDistinct(names: readonly string[]): void {
  if (names.length === 1) return;
  for (const name of names) {
    if (!ModelName.safeParse(name).success) {
      throw new NotPossible(
        `--model: "${name}" in a ${MANIFEST} is no name that jobs can ask for.`,
      );
    }
  }
  if (new Set(names).size < names.length) {
    throw new NotPossible(`--model: two of ${names.join(', ')} have the same name.`);
  }
}
