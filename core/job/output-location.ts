/** Optional second location for a job's documents: a prefix in a bucket that the operator declared. */
import * as z from 'zod';

/** Leaves room for our file name within S3's 1024 bytes. */
const MAX_PREFIX_BYTES = 900;

export interface OutputPlace {
  bucket: string;
  /** Empty, or ends in a slash. */
  prefix: string;
}

/** Parses `s3://bucket/prefix/`. The final slash is required: without it the prefix could be half a name. */
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

/** @returns undefined if the bucket may be written to */
export function whyNotDeclared(
  { bucket }: OutputPlace,
  declared: readonly string[],
): string | undefined {
  if (declared.includes(bucket)) return undefined;
  return declared.length === 0
    ? 'This deployment declares no bucket for results; read them here.'
    : `The bucket must be one of those that this deployment declares: ${declared.join(', ')}.`;
}

/** Named after the job id, which callers cannot choose, so existing objects are never overwritten. */
export function outputKey({ prefix }: OutputPlace, jobId: string, suffix: string): string {
  return `${prefix}${jobId}.${suffix}`;
}
