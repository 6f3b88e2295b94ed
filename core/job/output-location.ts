/** Where an owner wants the documents of a job as well: below a prefix, in a bucket that the operator has declared. */
import * as z from 'zod';
import type { TranscriptFormat } from '../transcript/transcript.ts';

/** With a name of ours, the key stays below S3's 1024 bytes. */
const MAX_PREFIX_BYTES = 900;

export interface OutputPlace {
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
}

/** `s3://bucket/prefix/` → its two parts. Without the last slash it would be half of a name. */
export const OutputLocation = z
  .string()
  .max(1000)
  .regex(
    // eslint-disable-next-line no-control-regex
    /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/([^/\x00-\x1f\x7f]+\/)*$/,
    'an address such as s3://bucket/prefix/, with a slash at its end',
  )
  .refine((address) => !address.split('/').some((part) => part === '.' || part === '..'), {
    message: 'a prefix has no . or .. in it',
  })
  .refine((address) => Buffer.byteLength(placeOf(address).prefix) <= MAX_PREFIX_BYTES, {
    message: `a prefix has at most ${MAX_PREFIX_BYTES} bytes`,
  })
  .transform(placeOf);

function placeOf(address: string): OutputPlace {
  const [bucket = '', ...prefix] = address.slice('s3://'.length).split('/');
  return { bucket, prefix: prefix.join('/') };
}

export function locationOf({ bucket, prefix }: OutputPlace): string {
  return `s3://${bucket}/${prefix}`;
}

/** Undefined if it may be written to. */
export function whyNotDeclared(
  { bucket }: OutputPlace,
  declared: readonly string[],
): string | undefined {
  if (declared.includes(bucket)) return undefined;
  return declared.length === 0
    ? 'This deployment declares no bucket for results; read them here.'
    : `The bucket must be one of those that this deployment declares: ${declared.join(', ')}.`;
}

/** Named after the job: nobody can choose the name, so nothing that lies there is ever overwritten. */
export function outputKey(
  { prefix }: OutputPlace,
  jobId: string,
  format: TranscriptFormat,
): string {
  return `${prefix}${jobId}.${format}`;
}
