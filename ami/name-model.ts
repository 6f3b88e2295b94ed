/** The model for people's names: the value of `--names`, and what it stands for (model/names/README.md). */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../computer/project.ts';
import { MANIFEST } from '../core/transcript/model.ts';
import { NotPossible } from './errors.ts';
import { commitOf } from './model-source.ts';
import { RepositoryName, type LockedModel, type ModelsLock } from './models-lock.ts';

/** What is taken of a repository or a folder. */
export const NAME_FILES = ['config.json', 'model.onnx', 'tokenizer.json'] as const;

/** A small model with the files of a real one, for tests of what is around it. */
export const NAMES_STAND_IN = path.join(PROJECT, 'model/names/stand-in');

/** `name`: as the result of a redaction has it. */
export type NamesSource = { readonly name: string } & (
  { readonly directory: string } | { readonly commit: string; readonly files: LockedModel['files'] }
);

export interface WantedNames {
  /** `REPOSITORY[@REVISION]` or a folder; undefined: none. */
  text: string | undefined;
  lock: ModelsLock;
  /** Address of the hub. */
  hub: string;
}

const Manifest = z.object({ name: z.string().min(1) });

/** @throws NotPossible if it is neither, or not as the lock file says */
export async function namesSource({
  text,
  lock,
  hub,
}: WantedNames): Promise<NamesSource | undefined> {
  if (text === undefined) return undefined;
  const directory = path.resolve(text);
  if (existsSync(directory)) return ofDirectory(directory);
  const [repository = '', revision, ...more] = text.split('@');
  const name = RepositoryName.safeParse(repository).data;
  if (name === undefined || revision === '' || more.length > 0) {
    throw new NotPossible(
      `--names: "${text}" is neither a folder nor REPOSITORY@REVISION of a hub, such as owner/model@main.`,
    );
  }
  const locked = lock[name];
  if (locked === undefined)
    return { name, commit: await commitOf(name, { revision, hub }), files: {} };
  if (revision !== undefined && revision !== locked.commit) {
    throw new NotPossible(
      `--names ${text}: the lock file has ${name} at ${locked.commit}, and no other is fetched. To take another, remove its entry there.`,
    );
  }
  return { name, ...locked };
}

/** A folder of an image has its manifest, which names the model and is checked. */
function ofDirectory(directory: string): NamesSource {
  const missing = NAME_FILES.filter((file) => !existsSync(path.join(directory, file)));
  if (missing.length > 0) {
    throw new NotPossible(
      `--names: ${directory} has no ${missing.join(', ')}; model/names/README.md says what such a folder has.`,
    );
  }
  const manifest = path.join(directory, MANIFEST);
  if (!existsSync(manifest)) return { name: path.basename(directory), directory };
  try {
    return { ...Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8'))), directory };
  } catch (error) {
    throw new NotPossible(
      `--names: ${manifest} cannot be read. Remove it, and the build writes another.`,
      { cause: error },
    );
  }
}

/** Files to copy of a folder, the manifest if there is one. */
export function nameFilesOf(directory: string): string[] {
  return [...NAME_FILES, MANIFEST].filter((file) => existsSync(path.join(directory, file)));
}

/** Bytes of its files; of a repository that no build has fetched yet, those of KBLab's model. */
export function namesBytes(source: NamesSource | undefined): number {
  if (source === undefined) return 0;
  if ('directory' in source) {
    const files = nameFilesOf(source.directory);
    return files.reduce((sum, file) => sum + statSync(path.join(source.directory, file)).size, 0);
  }
  const known = Object.values(source.files).flatMap(({ bytes }) => bytes ?? []);
  return known.length > 0 ? known.reduce((sum, bytes) => sum + bytes, 0) : UNKNOWN_BYTES;
}

const UNKNOWN_BYTES = 500e6;

/** What identifies it in a build's id; of a folder its files' names, sizes and times. */
export function namesIdentity(source: NamesSource | undefined): string {
  if (source === undefined) return '';
  if ('commit' in source) return `names ${source.name}@${source.commit}`;
  const files = nameFilesOf(source.directory).map((file) => {
    const { size, mtimeMs } = statSync(path.join(source.directory, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return [`names ${source.name}`, ...files].join('\n');
}
