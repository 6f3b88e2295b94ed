/** Ids of bulks. They are execution names and S3 key parts, hence letters, digits and dash. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

export const BulkId = z.string().regex(/^bulk-[0-9a-f]{24}$/);

/**
 * A repeated request with the same Idempotency-Key gets the same id, hence the same row and the same
 * execution. Without a key each request is a bulk of its own.
 */
export function bulkIdOf(owner: string, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return `bulk-${randomBytes(12).toString('hex')}`;
  const name = JSON.stringify(['bulk', owner, idempotencyKey]);
  return `bulk-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}
