/** Files that come to a bulk: POST /bulk/{id}/files, and its answer. */
import * as z from 'zod';
import { MAX_PUT_BYTES } from '../audio/max-audio-bytes.ts';

export const MOST_FILES = 100;

/** S3's limit of 1024 for a key, less `in/<owner>/bulk/<bulkId>/` and some room. */
export const MOST_NAME_BYTES = 800;

/** A relative path: its parts become those of the S3 key, and of a folder of transcripts. */
export const BulkFileName = z
  .string()
  .min(1)
  .max(MOST_NAME_BYTES)
  .refine((name) => Buffer.byteLength(name) <= MOST_NAME_BYTES, {
    message: `at most ${MOST_NAME_BYTES} bytes`,
  })
  .refine((name) => name.isWellFormed() && !/[\p{Cc}\\]/u.test(name), {
    message: 'no control characters and no backslash',
  })
  .refine((name) => name.split('/').every((part) => !['', '.', '..'].includes(part)), {
    message: 'a relative path without empty parts, . and ..',
  })
  .meta({
    description: `Path within the folder, with / between its parts; at most ${MOST_NAME_BYTES} bytes.`,
    examples: ['interviews/2026/anna.mp3'],
  });

export const WantedBulkFile = z.strictObject({
  name: BulkFileName,
  bytes: z.int().min(1, 'an empty file cannot be transcribed').max(MAX_PUT_BYTES),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
    .optional()
    .describe('Of the content. S3 refuses any other; without it sizes alone are compared.'),
});
export type WantedBulkFile = z.infer<typeof WantedBulkFile>;

export const WantedBulkFiles = z
  .strictObject({
    files: z
      .array(WantedBulkFile)
      .min(1)
      .max(MOST_FILES)
      .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, {
        message: 'the same name twice',
      }),
  })
  .meta({
    id: 'WantedBulkFiles',
    examples: [{ files: [{ name: 'interviews/2026/anna.mp3', bytes: 31_457_280 }] }],
  });

const SignedPut = z.strictObject({
  method: z.literal('PUT'),
  url: z.url(),
  headers: z.record(z.string(), z.string()).describe('To be sent as they are.'),
  expiresAt: z.iso.datetime(),
});

export const SignedBulkFile = z.strictObject({
  name: z.string(),
  key: z.string().describe('In the audio bucket; the report names the file by it.'),
  isStored: z.boolean().describe('It is there already: size and checksum agree.'),
  upload: SignedPut.optional().describe('Absent if it is stored.'),
});
export type SignedBulkFile = z.infer<typeof SignedBulkFile>;

export const SignedBulkFiles = z
  .strictObject({ files: z.array(SignedBulkFile).describe('In the order of the request.') })
  .meta({ id: 'SignedBulkFiles' });
