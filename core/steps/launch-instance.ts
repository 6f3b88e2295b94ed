/** Begins an attempt of a job: asks for one instance, spot first, and writes down which one came. */
import type { Fleet } from '../aws/fleet.ts';
import { JOB_ERRORS, JobFailure, jobError } from '../job-errors.ts';
import { isFinal, type Job, type JobInstance } from '../job.ts';
import { StaleWrite, type JobStore } from '../aws/job-store.ts';
import type { LaunchOutcome } from '../launch-outcome.ts';
import { logError, logInfo } from '../log.ts';
import type { Parameters } from '../aws/parameters.ts';

interface Dependencies {
  jobs: JobStore;
  fleet: Fleet;
  parameters: Parameters;
  stage: string;
  launchTemplate: string;
  imageParameter: string;
  instanceTypes: readonly string[];
  /** Subnet ids, and the zone of each at the same place. */
  subnets: readonly string[];
  zones: readonly string[];
  onDemandFallback: boolean;
  heartbeatSeconds: number;
  timeoutSeconds: number;
}

/** What the state machine goes on with. */
export interface Launched {
  attempt: number;
  instanceId: string;
  heartbeatSeconds: number;
  timeoutSeconds: number;
}

/**
 * May be repeated with the same effect: the move to `launching` is conditional, and EC2 answers a
 * repeated client token with the same instance.
 * @throws JobFailure named by its code, for the state machine to catch
 */
export async function launchInstance(jobId: string, using: Dependencies): Promise<Launched> {
  const job = await begin(jobId, using.jobs);
  const instance = await anInstance(job, using);
  logInfo('instance launched', { jobId, attempt: job.attempt, instanceId: instance.id });
  try {
    // Already there if this step is repeated; its end may have been noted since.
    if (job.instance?.id !== instance.id) {
      await using.jobs.recordInstance(jobId, job.attempt, instance);
    }
  } catch (error) {
    // Nobody would find this instance again by the job: it must not outlive this call.
    await using.fleet.terminate(instance.id).catch((failure: unknown) => {
      // The first error is the job's; the instance ends by its dead man's switch.
      logError('instance not terminated', failure, { jobId, instanceId: instance.id });
    });
    throw error;
  }
  return {
    attempt: job.attempt,
    instanceId: instance.id,
    heartbeatSeconds: using.heartbeatSeconds,
    timeoutSeconds: using.timeoutSeconds,
  };
}

/** The job in its new attempt. A job that has ended before its launch fails here with its own error. */
async function begin(jobId: string, jobs: JobStore): Promise<Job> {
  const job = await jobs.job(jobId);
  if (!job) throw new JobFailure('Misconfigured', `There is no job ${jobId} in the table.`);
  if (isFinal(job.status)) {
    const { code, message } = job.error ?? jobError('Cancelled', job.attempt);
    throw new JobFailure(code, message);
  }
  if (job.status !== 'queued') return job;
  try {
    await jobs.move(
      jobId,
      { from: ['queued'], to: 'launching', attempt: job.attempt },
      { set: { launchedAt: new Date().toISOString() }, event: { what: 'launching' } },
    );
  } catch (error) {
    // This step runs twice at the same moment; both then ask for the same instance.
    if (!(error instanceof StaleWrite)) throw error;
  }
  return begin(jobId, jobs);
}

async function anInstance(job: Job, using: Dependencies): Promise<JobInstance> {
  const imageId = await using.parameters.get(using.imageParameter);
  if (imageId === undefined) {
    throw new JobFailure(
      'Misconfigured',
      `There is no machine image: the parameter ${using.imageParameter} does not exist. Build an image; it writes the parameter.`,
    );
  }
  const markets = using.onDemandFallback ? (['spot', 'on-demand'] as const) : (['spot'] as const);
  let outcome: Exclude<LaunchOutcome, { kind: 'Launched' }> = { kind: 'NoCapacity', codes: [] };
  for (const market of markets) {
    const answer = await using.fleet.launch({
      jobId: job.jobId,
      attempt: job.attempt,
      market,
      round: 0,
      launchTemplate: using.launchTemplate,
      imageId,
      instanceTypes: using.instanceTypes,
      subnets: using.subnets.map((id, index) => ({ id, zone: using.zones[index] ?? 'unknown' })),
      tags: { Project: `spotscribe-${using.stage}`, Attempt: job.attempt.toString() },
    });
    if (answer.kind === 'Launched') return answer.instance;
    outcome = answer;
    logInfo('no instance', {
      jobId: job.jobId,
      market,
      kind: outcome.kind,
      codes: outcome.codes.join(),
    });
    // On-demand has a quota and a capacity of its own; it cannot mend a wrong request.
    if (outcome.kind === 'Misconfigured') break;
  }
  const { message } = JOB_ERRORS[outcome.kind];
  throw new JobFailure(outcome.kind, `${message} (EC2 said: ${outcome.codes.join(', ')}.)`);
}
