/**
 * The lock file of language models: repository and commit on Hugging Face, and bytes and SHA-256 of each
 * file. Null means not known: such a model is not built with until `npm run ami -- pin` has asked the hub.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../computer/project.ts';
import { ModelName } from '../core/transcript/model-name.ts';
import { Sha256 } from '../core/transcript/model.ts';
import { NotPossible } from './errors.ts';
import { Commit, RepositoryName } from './models-lock.ts';

export const ANALYSIS_LOCK = path.join(PROJECT, 'ami/analysis-models.lock.json');

const FileName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/);

const LockedAnalysis = z.strictObject({
  repository: RepositoryName,
  commit: Commit.nullable(),
  /** A folder of ami/analysis. */
  recipe: z.string(),
  licence: z.string(),
  /** That its makers list; empty: not stated. */
  languages: z.array(z.string()),
  /** Tokens of one question and its answer. */
  contextTokens: z.int().min(512),
  files: z.record(
    FileName,
    z.strictObject({ bytes: z.int().min(1).nullable(), sha256: Sha256.nullable() }),
  ),
});
export type LockedAnalysis = z.infer<typeof LockedAnalysis>;

const AnalysisLock = z.record(ModelName, LockedAnalysis);
export type AnalysisLock = z.infer<typeof AnalysisLock>;

/** @throws NotPossible for a file that is missing or not of this form */
export function readAnalysisLock(file: string): AnalysisLock {
  try {
    return AnalysisLock.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new NotPossible(`${file} cannot be read, so nothing was built:\n${why}`, {
      cause: error,
    });
  }
}

export function writeAnalysisLock(file: string, lock: AnalysisLock): void {
  writeFileSync(file, `${JSON.stringify(AnalysisLock.parse(lock), undefined, 2)}\n`);
}

/** Names of what is not known of it, such as its commit; empty if it is pinned. */
export function unknownOf({ commit, files }: LockedAnalysis): string[] {
  const unknown = Object.entries(files).filter(
    ([, { bytes, sha256 }]) => bytes === null || sha256 === null,
  );
  return [...(commit === null ? ['its commit'] : []), ...unknown.map(([name]) => name)];
}
