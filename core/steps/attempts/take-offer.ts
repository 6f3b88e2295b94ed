/** A pool's machine takes an offered job: the job is tied to it before the offer is accepted. */
import { StaleWrite } from '../../aws/dynamodb/job-store.ts';
import type { OfferStore } from '../../aws/dynamodb/offer-store.ts';
import type { PoolMachines } from '../../aws/dynamodb/pool-machines.ts';
import { currentTaskToken, type Job } from '../../job/job.ts';
import { isFinal, isSameAttempt } from '../../job/job-status.ts';
import type { OfferedJob } from '../../job/offer.ts';
import { divideIfGone } from '../upkeep/machine-shares.ts';

export interface TakeOfferPorts {
  jobs: Pick<OfferStore, 'job' | 'machine' | 'tie'>;
  machines: Pick<PoolMachines, 'find' | 'works' | 'keepShare'>;
  /** Whether the machine can get the job's model. */
  hasModel: (job: Job) => Promise<boolean>;
}

export type Taken =
  | { kind: 'tied'; job: Job }
  /** No machine of a pool. */
  | { kind: 'unknown' }
  /** The job has ended, was offered anew, or another machine has it. */
  | { kind: 'gone' }
  /** The machine cannot get the job's model: the offer is another machine's. */
  | { kind: 'lacks-model'; model: string };

/**
 * Idempotent. Until the workflow has stored the attempt's task token, the latest machine to ask has
 * the job: an earlier one may have died before it accepted. After that it is that machine's alone.
 */
export async function takeOffer(
  machineId: string,
  offer: OfferedJob,
  using: TakeOfferPorts,
): Promise<Taken> {
  const [machine, job] = await Promise.all([
    using.jobs.machine(machineId),
    using.jobs.job(offer.jobId),
  ]);
  if (!machine || machine.endedAt !== undefined) return { kind: 'unknown' };
  if (!job || !isOffered(job, offer)) return { kind: 'gone' };
  if (job.instance?.id === machineId) return { kind: 'tied', job };
  if (job.status === 'processing' || currentTaskToken(job) !== undefined) return { kind: 'gone' };
  if (!(await using.hasModel(job))) return { kind: 'lacks-model', model: job.model };
  try {
    const tied = await using.jobs.tie(job, machine);
    await divideWithout(job, using);
    return { kind: 'tied', job: tied };
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
    return { kind: 'gone' };
  }
}

/** A machine that had the job before, and is gone, may have divided its seconds with the job among its own. */
async function divideWithout({ instance }: Job, { machines }: TakeOfferPorts): Promise<void> {
  if (instance?.pool !== undefined) await divideIfGone(instance.id, { machines });
}

function isOffered(job: Job, { attempt, offerId }: OfferedJob): boolean {
  return !isFinal(job.status) && isSameAttempt(attempt, job.attempt) && job.offerId === offerId;
}
