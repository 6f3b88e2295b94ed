/**
 * A Whisper model is a folder: a manifest.json, and the files that it lists by size and SHA-256.
 * The manifest's own SHA-256 therefore identifies the version.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ModelName } from './model-name.ts';

export const MANIFEST = 'manifest.json';

/** S3's limit for one PUT. */
const MAX_FILE_BYTES = 5 * 1024 ** 3;
/** Fits on the root volume beside the image and the longest audio. */
const MAX_MODEL_BYTES = 10 * 1024 ** 3;
const MAX_FILES = 16;

/** A plain name, never a path, so that it cannot leave the model's folder. */
const FileName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'a plain file name is wanted');

/** Lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const ModelFile = z.strictObject({
  name: FileName,
  bytes: z.int().min(1).max(MAX_FILE_BYTES),
});
export type ModelFile = z.infer<typeof ModelFile>;

export const ModelManifest = z.strictObject({
  /** Name of the model in transcripts. */
  name: ModelName,
  files: z
    .array(ModelFile.extend({ sha256: Sha256 }))
    .min(1)
    .max(MAX_FILES)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, {
      error: 'a file is listed twice',
    })
    .refine((files) => !files.some(({ name }) => name === MANIFEST), {
      error: 'the manifest lists itself',
    })
    .refine((files) => files.reduce((sum, { bytes }) => sum + bytes, 0) <= MAX_MODEL_BYTES, {
      error: `it is larger than ${MAX_MODEL_BYTES} bytes`,
    }),
});
export type ModelManifest = z.infer<typeof ModelManifest>;

/** A model that machines can download: all its files, including the manifest. */
export const PublishedModel = z.strictObject({
  name: ModelName,
  /** SHA-256 of the manifest. */
  sha256: Sha256,
  files: z
    .array(ModelFile)
    .min(2)
    .max(MAX_FILES + 1),
});
export type PublishedModel = z.infer<typeof PublishedModel>;

/** With presigned GETs, for a work order. */
export const ModelToFetch = PublishedModel.extend({
  files: z
    .array(ModelFile.extend({ url: z.url() }))
    .min(2)
    .max(MAX_FILES + 1),
});
export type ModelToFetch = z.infer<typeof ModelToFetch>;

/** @param manifest the bytes of a manifest.json @throws z.ZodError, SyntaxError */
export function modelOf(manifest: Uint8Array): { model: PublishedModel; manifest: ModelManifest } {
  const text = new TextDecoder().decode(manifest);
  const parsed = ModelManifest.parse(JSON.parse(text));
  const files = parsed.files.map(({ name, bytes }) => ({ name, bytes }));
  return {
    model: {
      name: parsed.name,
      sha256: sha256Of(manifest),
      files: [...files, { name: MANIFEST, bytes: manifest.length }],
    },
    manifest: parsed,
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Key of a file in the models bucket: one folder per version, never changed. */
export function modelKey(sha256: string, file: string): string {
  return `${sha256}/${file}`;
}
