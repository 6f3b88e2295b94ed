/**
 * The lock file of models from Hugging Face: the commit of each repository, and bytes and SHA-256 of
 * each file that is fetched. Null means not known yet: the first build that fetches the file records
 * it, and every later one refuses anything else.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../computer/project.ts';
import { Sha256 } from '../core/transcript/model.ts';
import { BuildFailed, NotPossible } from './errors.ts';

export const MODELS_LOCK = path.join(PROJECT, 'ami/models.lock.json');

export const RepositoryName = z.string().regex(/^[\w.-]+\/[\w.-]+$/);
export const Commit = z.string().regex(/^[0-9a-f]{40}$/);
const FileName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/);

const LockedFile = z.strictObject({
  bytes: z.int().min(1).nullable(),
  sha256: Sha256.nullable(),
});
export const LockedModel = z.strictObject({
  commit: Commit,
  files: z.record(FileName, LockedFile),
});
export type LockedModel = z.infer<typeof LockedModel>;

const ModelsLock = z.record(RepositoryName, LockedModel);
export type ModelsLock = z.infer<typeof ModelsLock>;

/** What a builder has fetched, by repository. */
export const FetchedModels = z.record(
  RepositoryName,
  z.strictObject({
    commit: Commit,
    files: z.record(FileName, z.strictObject({ bytes: z.int().min(1), sha256: Sha256 })),
  }),
);
export type FetchedModels = z.infer<typeof FetchedModels>;

/** @throws NotPossible for a file that is not of this form */
export function readModelsLock(file: string): ModelsLock {
  if (!existsSync(file)) return {};
  try {
    return ModelsLock.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new NotPossible(`${file} cannot be read, so nothing was built:\n${why}`, {
      cause: error,
    });
  }
}

/**
 * Writes what was not known into the lock file. @returns a line for each file that was recorded
 * @throws BuildFailed if something differs from the lock file; it stays as it is
 */
export function recordFetched(file: string, fetched: FetchedModels): string[] {
  const lock = readModelsLock(file);
  const recorded: string[] = [];
  for (const [name, model] of Object.entries(fetched)) {
    const locked = (lock[name] ??= { commit: model.commit, files: {} });
    assertSame(`${name}: the commit`, locked.commit, model.commit);
    for (const [fileName, found] of Object.entries(model.files)) {
      const known = locked.files[fileName] ?? { bytes: null, sha256: null };
      const what = `${name}: ${fileName}`;
      assertSame(`${what}, bytes`, known.bytes, found.bytes);
      assertSame(`${what}, SHA-256`, known.sha256, found.sha256);
      if (known.bytes !== null && known.sha256 !== null) continue;
      locked.files[fileName] = found;
      recorded.push(`${name} ${fileName}: ${found.bytes} bytes, SHA-256 ${found.sha256}`);
    }
  }
  if (recorded.length > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  return recorded;
}

function assertSame<T>(what: string, locked: T | null, found: T): void {
  if (locked === null || locked === found) return;
  throw new BuildFailed(
    `${what} is ${String(found)}, and the lock file says ${String(locked)}, so no image is made of it.`,
  );
}
