/** Asks for a bulk, once for all runs that ask for the same. */
import { randomUUID } from 'node:crypto';
import type { BulkSource } from '../../core/bulk/bulk-request.ts';
import type { BulkApi, NewBulk } from './bulk-api.ts';
import type { Journal } from './journal.ts';
import type { Submission } from './request.ts';

interface Asking {
  api: Pick<BulkApi, 'create'>;
  journal: Journal;
  submission: Pick<Submission, 'options' | 'maxCostUsd' | 'retryFailed'>;
}

/** @returns its id: of the same one, if an earlier run was killed before it heard the answer */
export async function newBulk(
  source: BulkSource,
  { api, journal, submission }: Asking,
): Promise<string> {
  const { options, maxCostUsd, retryFailed } = submission;
  const asked: NewBulk = {
    ...{ source, options, retryFailed },
    ...(maxCostUsd !== undefined && { maxCostUsd }),
  };
  const body = JSON.stringify(asked);
  const { asked: earlier } = journal.state;
  const key = earlier?.body === body ? earlier.key : randomUUID();
  journal.write({ what: 'asked', key, body });
  const { bulkId } = await api.create(asked, key);
  journal.write({ what: 'made', key, bulkId });
  return bulkId;
}
