/** What must hold of pools after a run: nothing waits, no work is open, and each second of a machine is charged once. */
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { WaitingJobs } from '../../core/aws/dynamodb/waiting-jobs.ts';
import { isFinal } from '../../core/job/job-status.ts';
import type { Job } from '../../core/job/job.ts';
import { chargedSeconds } from '../../core/machines/machine-use.ts';
import { isFresh } from '../../core/machines/pool/server-row.ts';
import { costReceipt } from '../../core/view/cost-receipt.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import type { Findings } from '../audit.ts';
import type { ChaosHarness } from '../harness.ts';

export async function auditPools(
  jobIds: readonly string[],
  harness: ChaosHarness,
): Promise<Findings> {
  const jobs = await Promise.all(jobIds.map((jobId) => harness.jobs.job(jobId)));
  const stored = jobs.filter((job): job is Job => job !== undefined);
  const machines = poolInstances(harness);
  const [waiting, rows] = await Promise.all([
    new WaitingJobs(harness.table).all(),
    new ServerRows(harness.table).all(),
  ]);
  const audits = await Promise.all(machines.map(({ id }) => auditMachine(id, stored, harness)));
  return {
    'job still among the waiting': waiting.map(({ jobId }) => jobId),
    'server that still reports': Object.entries(rows)
      .filter(([, row]) => isFresh(row, new Date()))
      .map(([id]) => id),
    'machine without a record of its end': audits.flatMap(({ noEnd }) => noEnd),
    'work that was never ended': audits.flatMap(({ open }) => open),
    'seconds of a machine that no job, or two, pay for': audits.flatMap(({ unpaid }) => unpaid),
    'receipt that is not final': stored
      .filter((job) => costReceipt(job, new Date())?.final !== true)
      .map(({ jobId }) => jobId),
  };
}

/** All that ran in the run, those that are gone included. */
export function poolInstances({ ec2 }: ChaosHarness): Instance[] {
  return ec2.host.all().filter(({ tags }) => tags['Pool'] !== undefined);
}

async function auditMachine(id: string, jobs: readonly Job[], harness: ChaosHarness) {
  const pools = new PoolMachines(harness.table);
  const [machine, works] = await Promise.all([pools.find(id), pools.works(id)]);
  const noEnd = machine?.endedAt === undefined ? [id] : [];
  const isOver = (jobId: string) => jobs.some((job) => job.jobId === jobId && isFinal(job.status));
  const open = works
    .filter(({ jobId, until }) => until === undefined && isOver(jobId))
    .map(({ jobId, attempt }) => `${id} ${jobId} ${attempt}`);
  const charged = machine?.endedAt === undefined ? NaN : chargedSeconds(machine, new Date());
  const paid = jobs
    .flatMap((job) => [...job.earlierInstances, ...(job.instance ? [job.instance] : [])])
    .filter((instance) => instance.id === id)
    .reduce((sum, { shareSeconds = NaN }) => sum + shareSeconds, 0);
  const isPaid = works.length === 0 || paid === charged;
  const unpaid = isPaid ? [] : [`${id}: ${paid} of ${charged} s, ${works.length} attempts`];
  return { noEnd, open, unpaid };
}
