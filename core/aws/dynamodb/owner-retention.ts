/** How long what an owner's jobs have is kept, unless a job says otherwise: an item for each owner. */
import * as z from 'zod';
import { Retention } from '../../retention/retention.ts';
import { ownerRetentionKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

/** Without `retention`: it was removed. */
export const StoredRetention = z.object({ owner: z.string(), retention: Retention.optional() });
export interface OwnerRetention {
  owner: string;
  retention: Retention;
}

export async function ownerRetention(
  owner: string,
  table: JobsTable,
): Promise<Retention | undefined> {
  return (await table.get(ownerRetentionKey(owner), StoredRetention))?.retention;
}
