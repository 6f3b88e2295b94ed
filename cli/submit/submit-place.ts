/** Submits what lies in S3 already: all objects of a prefix, or those of a manifest. */
import { isOver } from '../../core/bulk/bulk.ts';
import type { BulkSource } from '../../core/bulk/bulk-request.ts';
import { isSameSum, sumStays } from './ceiling.ts';
import { finish, reportedLines, untilOver, type Concluding } from './conclude.ts';
import type { Journal } from './journal.ts';
import { newBulk } from './new-bulk.ts';

export interface SubmittingPlace extends Concluding {
  journal: Journal;
  source: BulkSource;
  onBulk: (bulkId: string) => void;
}

/** @returns the exit status @throws ApiError, ApiAway */
export async function submitPlace(using: SubmittingPlace): Promise<number> {
  const { progress, submission } = using;
  if (submission.isDryRun) {
    progress.end(
      'The files are counted by the deployment once the bulk begins; nothing was begun.',
    );
    return 0;
  }
  const bulkId = await bulkOf(using);
  using.onBulk(bulkId);
  if (submission.isDetached) {
    progress.end(`${bulkId} has begun. To look at it: npm run submit -- --follow ${bulkId}`);
    return 0;
  }
  return followNamed(bulkId, using);
}

/** Until its end, and its report. @returns the exit status @throws NoBulk, ApiError, ApiAway */
export async function followNamed(bulkId: string, using: Concluding): Promise<number> {
  await untilOver([bulkId], using);
  return finish(await reportedLines([bulkId], using), using);
}

/**
 * The bulk of an earlier run that is not over; otherwise a new one, in which files that had their job
 * keep it.
 */
async function bulkOf(using: SubmittingPlace): Promise<string> {
  const { api, journal, progress, source, submission } = using;
  for (const bulkId of [...journal.state.bulks.keys()].reverse()) {
    const bulk = await api.bulk(bulkId);
    if (!bulk || isOver(bulk)) continue;
    if (!isSameSum(bulk, submission)) progress.end(sumStays(bulk));
    return bulkId;
  }
  const made = await newBulk(source, using);
  journal.write({ what: 'begun', bulkId: made });
  return made;
}
