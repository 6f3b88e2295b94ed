/** Ids of jobs. They are execution names, S3 key parts and tag values, so: letters, digits, dash. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

export const JobId = z.string().regex(/^(job|drop)-[0-9a-f]{24}$/);

export function newJobId(): string {
  return `job-${randomBytes(12).toString('hex')}`;
}

/**
 * The id of a dropped object's job. S3 may deliver an event twice, late and out of order; the same
 * object version gives the same id, and therefore the same execution.
 */
export function dropJobId(object: { bucket: string; key: string; version: string }): string {
  const name = JSON.stringify([object.bucket, object.key, object.version]);
  return `drop-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}
