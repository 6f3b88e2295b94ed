/** A local model directory, checked against its manifest before it is published. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { NotPossible } from '../../ami/errors.ts';
import { MANIFEST, modelOf, type ModelManifest, type PublishedModel } from '../../core/transcript/model.ts';

export interface ModelFolder {
  readonly folder: string;
  /** SHA-256 of the manifest. */
  readonly sha256: string;
  readonly published: PublishedModel;
  /** The manifest last. */
  readonly files: ModelManifest['files'];
}

/** @throws NotPossible unless every file is there, byte for byte */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const bytes = await readFile(path.join(folder, MANIFEST)).catch((error: unknown) => {
    throw new NotPossible(
      `There is no ${MANIFEST} in ${folder}. ami/README.md says how to make one.`,
      { cause: error },
    );
  });
  const { model, manifest } = understood(bytes, folder);
  for (const file of manifest.files) {
    const found = await measured(path.join(folder, file.name));
    if (found.bytes !== file.bytes || found.sha256 !== file.sha256) {
      throw new NotPossible(
        `${file.name} in ${folder} is not as its manifest says; nothing was published. Make the manifest again.`,
      );
    }
  }
  const { sha256 } = model;
  const itself = { name: MANIFEST, bytes: bytes.length, sha256 };
  return { folder, sha256, published: model, files: [...manifest.files, itself] };
}

/** @param where named in the error. @throws NotPossible for a manifest that machines would refuse */
export function understood(manifest: Uint8Array, where: string): ReturnType<typeof modelOf> {
  try {
    return modelOf(manifest);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : 'it is not JSON';
    throw new NotPossible(`${MANIFEST} of ${where} cannot be published:\n${why}`, { cause: error });
  }
}

async function measured(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (error) {
    throw new NotPossible(`${file} cannot be read; nothing was published.`, { cause: error });
  }
  return { bytes, sha256: hash.digest('hex') };
}
