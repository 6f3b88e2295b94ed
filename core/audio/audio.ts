/** Audio before it is read: location, name, largest size. */
import * as z from 'zod';

export { MAX_AUDIO_BYTES, MAX_PUT_BYTES } from './max-audio-bytes.ts';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;

const LONGEST_NAME = 255;

/** Any name and extension is accepted: the content decides the format. */
export const FileName = z
  .string()
  .min(1, 'the file name is empty; give the file a name')
  .max(LONGEST_NAME, `the file name is longer than ${LONGEST_NAME} characters; shorten it`);

export const AudioUpload = z.strictObject({
  filename: FileName.describe('Any name: the content decides what the file is.'),
  bytes: z.int().min(1, 'an empty file cannot be transcribed').describe('Its exact size.'),
  contentType: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'a media type such as audio/mpeg')
    .optional(),
});

export interface S3Object {
  bucket: string;
  key: string;
}

/** Parses `s3://bucket/key`. */
export const S3Location = z
  .string()
  .max(1100)
  .regex(
    // eslint-disable-next-line no-control-regex
    /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\x00-\x1f\x7f]+$/,
    'an address such as s3://bucket/key',
  )
  .refine((address) => Buffer.byteLength(address.split('/').slice(3).join('/')) <= MAX_KEY_BYTES, {
    message: `a key has at most ${MAX_KEY_BYTES} bytes`,
  })
  .transform((address): S3Object => {
    const [bucket = '', ...key] = address.slice('s3://'.length).split('/');
    return { bucket, key: key.join('/') };
  });

/** Last part of a path or key. */
export function baseName(path: string): string {
  return path.split('/').filter(Boolean).at(-1) ?? 'audio';
}

/**
 * A file name that is safe in an S3 key for every tool: ASCII letters, digits, dot, dash and
 * underscore. The job keeps the original name as data.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export function safeFileName(filename: string): string {
  const ascii = baseName(filename.replaceAll('\\', '/'))
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(-100);
  return ascii === '' ? 'audio' : ascii;
}
