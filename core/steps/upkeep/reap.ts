/** One reaper round: checks every instance of ours, and terminates orphans. */
import type { Instances } from '../../aws/ec2/instances.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { ServerRows } from '../../aws/dynamodb/server-rows.ts';
import { logInfo } from '../../base/log.ts';
import { writeCounts } from '../../base/metrics.ts';
import type { LiveInstance } from '../../machines/live-instance.ts';
import {
  isOrphan,
  MARKED_MS,
  verdictOn,
  verdictOnPool,
  type Verdict,
} from '../../machines/orphans.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';

interface ReapPorts {
  jobs: JobReader;
  instances: Instances;
  servers: Pick<ServerRows, 'find'>;
  stage: string;
  poolLifeMinutes: number;
}

/**
 * Marks and terminates; writes metrics, which are 0 if all is well.
 * @throws SomeFailed
 */
export async function reap(now: Date, using: ReapPorts): Promise<void> {
  const { instances, stage } = using;
  const live = await instances.live();
  const StrayVolumes = await instances.strayVolumes();
  let OrphanInstances = 0;
  try {
    await forEachSettled(
      live,
      ({ id }) => id,
      async (instance) => {
        const verdict = await verdictOf(instance, now, using);
        if (isOrphan(verdict)) OrphanInstances += 1;
        await carryOut(verdict, instance, { instances, now });
      },
    );
  } finally {
    writeCounts(stage, { OrphanInstances, StrayVolumes }, now);
  }
}

async function verdictOf(
  instance: LiveInstance,
  now: Date,
  { jobs, servers, poolLifeMinutes: lifeMinutes }: ReapPorts,
): Promise<Verdict> {
  const { id, jobId, pool } = instance;
  if (pool) {
    const row = await servers.find(id);
    return verdictOnPool(instance, row, { now, lifeMinutes });
  }
  const job = jobId === undefined ? undefined : await jobs.job(jobId);
  return verdictOn(instance, job, now);
}

async function carryOut(
  verdict: Verdict,
  { id, jobId }: LiveInstance,
  { instances, now }: { instances: Instances; now: Date },
): Promise<void> {
  if (verdict === 'mark') await instances.mark(id, new Date(now.getTime() + MARKED_MS));
  if (verdict === 'unmark') await instances.unmark(id);
  if (verdict === 'terminate') await instances.terminate(id);
  if (verdict !== 'keep') logInfo('reaper', { instanceId: id, jobId, verdict });
}
