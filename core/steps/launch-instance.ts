/** Begins an attempt of a job: asks for one instance and writes down which one came, or lets the job wait. */
import { secondsPaidFor } from '../cost-ceiling.ts';
import type { Fleet } from '../aws/fleet.ts';
import { JobFailure } from '../job-errors.ts';
import type { Patience } from '../launch-wait.ts';
import { isFinal, type Job, type JobInstance } from '../job.ts';
import { StaleWrite, type JobStore } from '../aws/job-store.ts';
import { logError, logInfo } from '../log.ts';
import { askForInstance, type Asking } from './ask-for-instance.ts';
import { tooLate, waitForCapacity } from './wait-for-capacity.ts';

interface Dependencies extends Asking, Patience {
  jobs: JobStore;
  fleet: Fleet;
  heartbeatSeconds: number;
  timeoutSeconds: number;
}

/** What the state machine goes on with. */
export type LaunchAnswer =
  | {
      outcome: 'launched';
      attempt: number;
      instanceId: string;
      heartbeatSeconds: number;
      timeoutSeconds: number;
    }
  | { outcome: 'waiting'; waitSeconds: number }
  /** Nothing to launch: an earlier job's transcript answers this one. */
  | { outcome: 'reused' }
  /** The job had ended before, for instance because its upload was empty. */
  | { outcome: 'ended' };

/**
 * May be repeated with the same effect: the move to `launching` is conditional, and EC2 answers a
 * repeated client token with the same instance.
 * @throws JobFailure named by its code, for the state machine to catch
 */
export async function launchInstance(jobId: string, using: Dependencies): Promise<LaunchAnswer> {
  const job = await begin(jobId, using.jobs);
  if (isFinal(job.status)) return { outcome: 'ended' };
  if (job.reusedFrom !== undefined) return reuse(job, job.reusedFrom, using.jobs);
  // An earlier try of this step has written it down, and its answer was lost.
  if (job.instance) return launched(job, job.instance, using);
  refuseAfterDeadline(job);
  const asked = await askForInstance(job, using);
  if (asked.kind !== 'Launched') return waitForCapacity(job, asked, using);
  const { instance, refused } = asked;
  logInfo('instance launched', { jobId, attempt: job.attempt, instanceId: instance.id });
  await record(job, instance, using);
  await tellOfRefusals(job, refused, using.jobs);
  return launched(job, instance, using);
}

/** Settle gets the transcript from there, and begins the next attempt if it is deleted by then. */
async function reuse(job: Job, jobId: string, jobs: JobStore): Promise<LaunchAnswer> {
  const move = { from: ['launching'], to: 'processing', attempt: job.attempt } as const;
  try {
    if (job.status === 'launching') {
      await jobs.move(job.jobId, move, { event: { what: 'reused', detail: { jobId } } });
    }
  } catch (error) {
    // Cancelled at this moment, or this step runs twice.
    if (!(error instanceof StaleWrite)) throw error;
  }
  return { outcome: 'reused' };
}

/** The owner's deadline: work that would begin after it is of no use, so nothing is paid for. */
function refuseAfterDeadline({ deadlineAt, queuedBecause }: Job): void {
  if (deadlineAt === undefined || Date.now() < Date.parse(deadlineAt)) return;
  if (queuedBecause) throw tooLate({ kind: queuedBecause.code, message: queuedBecause.message });
  throw new JobFailure(
    'DeadlineExceeded',
    `The job's deadline passed before an instance was launched; nothing more is done. Create it again with a later deadline.`,
  );
}

/** Pools that had none although another had: hints for whoever chooses instance types. */
async function tellOfRefusals(job: Job, refused: string[], jobs: JobStore): Promise<void> {
  if (refused.length === 0) return;
  const detail = { pools: refused.join('; ').slice(0, 1000) };
  await jobs.addEvents(job.jobId, job.attempt, [{ what: 'pools-refused', detail }]);
}

function launched(job: Job, instance: JobInstance, using: Dependencies): LaunchAnswer {
  const { region } = using;
  const paidFor = secondsPaidFor(job, { type: instance.type, region });
  return {
    outcome: 'launched',
    attempt: job.attempt,
    instanceId: instance.id,
    heartbeatSeconds: using.heartbeatSeconds,
    timeoutSeconds: Math.min(using.timeoutSeconds, paidFor),
  };
}

/** The job in its attempt; or as it is, if it has ended. */
async function begin(jobId: string, jobs: JobStore): Promise<Job> {
  const job = await jobs.job(jobId);
  if (!job) throw new JobFailure('Misconfigured', `There is no job ${jobId} in the table.`);
  if (job.status !== 'queued') return job;
  try {
    await jobs.move(
      jobId,
      { from: ['queued'], to: 'launching', attempt: job.attempt },
      {
        set: { launchedAt: new Date().toISOString() },
        remove: ['waitToken'],
        event: { what: 'launching' },
      },
    );
  } catch (error) {
    // This step runs twice at the same moment; both then ask for the same instance.
    if (!(error instanceof StaleWrite)) throw error;
  }
  return begin(jobId, jobs);
}

async function record(job: Job, instance: JobInstance, using: Dependencies): Promise<void> {
  try {
    await using.jobs.recordInstance(job.jobId, job.attempt, instance);
  } catch (error) {
    // Nobody would find this instance again by the job: it must not outlive this call.
    await using.fleet.terminate(instance.id).catch((failure: unknown) => {
      // The first error is the job's; the instance ends by its dead man's switch.
      logError('instance not terminated', failure, { jobId: job.jobId, instanceId: instance.id });
    });
    throw error;
  }
}
