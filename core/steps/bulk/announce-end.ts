/** Sends the event of a bulk that is over. Its end is stored before: a failure here cannot keep it open. */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { isOver, NO_FILES, type Bulk } from '../../bulk/bulk.ts';
import { viewOfBulk } from '../../view/bulk-view.ts';
import { deliveriesOfBulk } from '../../webhooks/bulk-event.ts';
import { announce, type Announcer } from '../webhooks/announce.ts';

export interface AnnounceEndPorts extends Announcer {
  bulks: Pick<BulkStore, 'announced' | 'purse'>;
  endpoints: Pick<EndpointStore, 'ofOwner'>;
  apiUrl: string;
  now: () => Date;
}

/**
 * Nothing for a bulk that is not over, or whose event was sent. Idempotent: a repeated call completes
 * what is not done. @throws SomeFailed
 */
export async function announceEnd(bulk: Bulk, using: AnnounceEndPorts): Promise<void> {
  if (!isOver(bulk) || bulk.isDeleting || bulk.announcedAt !== undefined) return;
  const { bulkId, counts = NO_FILES } = bulk;
  const { bulks, apiUrl } = using;
  const [endpoints, purse] = await Promise.all([
    using.endpoints.ofOwner(bulk.ownedBy),
    bulk.maxCostUsd === undefined ? undefined : bulks.purse(bulkId),
  ]);
  const context = { counts, purse, waitingBecause: undefined, problems: [], apiUrl };
  const at = using.now();
  await announce(deliveriesOfBulk(bulk, viewOfBulk(bulk, context), { endpoints, at }), using);
  await bulks.announced(bulkId, at);
}
