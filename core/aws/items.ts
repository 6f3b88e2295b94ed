/** The kinds of items in the one table, and the keys that tell them apart. */
import * as z from 'zod';

/** Which job and attempt an instance was launched for. */
export const InstanceRecord = z.object({ jobId: z.string(), attempt: z.int() });
export type InstanceRecord = z.infer<typeof InstanceRecord>;

/** Which job a POST with an Idempotency-Key made, and of which body; valid for 24 hours. */
export const IdempotencyRecord = z.object({
  jobId: z.string(),
  bodyHash: z.string(),
  expiresAt: z.iso.datetime(),
});
export type IdempotencyRecord = z.infer<typeof IdempotencyRecord>;

export interface Key extends Record<string, string> {
  pk: string;
  sk: string;
}

export const jobKey = (jobId: string): Key => ({ pk: `job#${jobId}`, sk: 'job' });
export const instanceKey = (id: string): Key => ({ pk: `instance#${id}`, sk: 'instance' });
export const idempotencyKey = (key: string): Key => ({
  pk: `idempotency#${key}`,
  sk: 'idempotency',
});
export const apiKeyKey = (hash: string): Key => ({ pk: `key#${hash}`, sk: 'key' });
