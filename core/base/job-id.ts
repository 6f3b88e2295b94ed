/** Job ids. They are execution names, S3 key parts and tag values, hence letters, digits and dash. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

export const JobId = z.string().regex(/^(job|drop)-[0-9a-f]{24}$/);

export function newJobId(): string {
  return `job-${randomBytes(12).toString('hex')}`;
}

/**
 * Job id of a queue's message. SQS may deliver a message twice, or again after a failure; the same
 * message gives the same id, hence the same execution. It has the form of other jobs' ids, since images that
 * are older than this know no further one.
 * @param message what identifies it among all messages of its owner
 */
export function messageJobId(owner: string, message: string): string {
  return `job-${hash24(['message', owner, message])}`;
}

/**
 * Job id of a dropped object. S3 may deliver an event twice, late or out of order; the same object
 * version gives the same id, hence the same execution.
 */
export function dropJobId(object: { bucket: string; key: string; version: string }): string {
  return `drop-${hash24([object.bucket, object.key, object.version])}`;
}

function hash24(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}
