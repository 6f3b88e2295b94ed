/** Job ids. They are execution names, S3 key parts and tag values, hence letters, digits and dash. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

export const JobId = z.string().regex(/^(job|drop)-[0-9a-f]{24}$/);

export function newJobId(): string {
  return `job-${randomBytes(12).toString('hex')}`;
}

/**
 * Job id of a dropped object. S3 may deliver an event twice, late or out of order; the same object
 * version gives the same id, hence the same execution.
 */
export function dropJobId(object: { bucket: string; key: string; version: string }): string {
  const name = JSON.stringify([object.bucket, object.key, object.version]);
  return `drop-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}
