/** A bulk's row as it is stored. */
import { bulkIdOf } from '../../core/bulk/bulk-id.ts';
import type { Bulk } from '../../core/bulk/bulk.ts';

export function aBulk(given: Partial<Bulk> = {}): Bulk {
  return {
    bulkId: bulkIdOf('demo', undefined),
    ownedBy: 'demo',
    status: 'awaiting_files',
    source: { upload: { files: 3 } },
    options: {},
    retryFailed: false,
    jobsPerDay: 1000,
    bodyHash: '',
    createdAt: new Date().toISOString(),
    ...given,
  };
}
