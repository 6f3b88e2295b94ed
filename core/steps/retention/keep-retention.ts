/**
 * One round of keeping retentions: looks at each job of which something is due. A round that ends early,
 * or dies, leaves the rest to the next one, which begins with what has been due the longest.
 */
import type { RetentionRows } from '../../aws/dynamodb/retention-rows.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { logInfo } from '../../base/log.ts';
import { keepJob, type KeepJobPorts } from './keep-job.ts';

interface KeepRetentionPorts extends Omit<KeepJobPorts, 'now'> {
  rows: KeepJobPorts['rows'] & Pick<RetentionRows, 'due'>;
  /** Whether there is time for another job. */
  hasTime: () => boolean;
}

/** @throws SomeFailed */
export async function keepRetention(now: Date, using: KeepRetentionPorts): Promise<void> {
  const counts = { looked: 0, left: 0 };
  const failures: unknown[] = [];
  for await (const jobIds of using.rows.due(now)) {
    const round = forEachSettled(
      jobIds,
      (jobId) => jobId,
      async (jobId) => {
        if (!using.hasTime()) {
          counts.left += 1;
          return;
        }
        counts.looked += 1;
        await keepJob(jobId, { ...using, now });
      },
    );
    // A page that failed in part does not keep the next one from its turn.
    await round.catch((error: unknown) => failures.push(error));
    if (!using.hasTime()) break;
  }
  if (counts.looked > 0) logInfo('retentions', counts);
  if (failures.length > 0) throw failures[0];
}
