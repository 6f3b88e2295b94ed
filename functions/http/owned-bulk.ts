/** Loads the bulk in the path, if it belongs to the caller. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import type { Bulk } from '../../core/bulk/bulk.ts';
import { HttpProblem } from './problem.ts';

type Event = Pick<APIGatewayProxyEventV2, 'pathParameters'>;

/**
 * @throws HttpProblem 404 for an unknown id, another owner's bulk and, unless it is asked for, one that
 * is being deleted
 */
export async function ownedBulk(
  event: Event,
  owner: string,
  { bulks, evenDeleting = false }: { bulks: Pick<BulkStore, 'bulk'>; evenDeleting?: boolean },
): Promise<Bulk> {
  const id = BulkId.safeParse(event.pathParameters?.id);
  const bulk = id.success ? await bulks.bulk(id.data) : undefined;
  if (bulk?.ownedBy !== owner || (bulk.isDeleting && !evenDeleting)) throw noBulk();
  return bulk;
}

export function noBulk(): HttpProblem {
  return new HttpProblem('not-found', 'There is no such bulk.');
}
