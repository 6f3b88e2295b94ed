/** Build id: a hash of everything that an image is built from. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stampOf } from '../computer/stamp.ts';
import { NotPossible } from './errors.ts';
import type { ModelSource } from './payload.ts';

const SOURCES = ['ami', 'core', 'userdata', 'package-lock.json'];

/** @param base id of the base image; a new base image gives a new build id */
export function buildId(base: string, model: ModelSource): string {
  const sources = stampOf('', SOURCES, [base, process.version]).value;
  const text = `${sources} ${modelKey(model)}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** A directory is identified by its manifest, which lists every file's hash. */
function modelKey(model: ModelSource): string {
  if ('name' in model) return `${model.name}@${model.revision}`;
  const manifest = path.join(model.directory, 'manifest.json');
  try {
    return readFileSync(manifest, 'utf8');
  } catch (error) {
    throw new NotPossible(
      `There is no ${manifest}. A model directory needs one; ami/README.md says how to make it.`,
      { cause: error },
    );
  }
}
