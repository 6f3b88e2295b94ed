/** The end of a job: what the state machine caught becomes the job's final state, once. */
import * as z from 'zod';
import type { JobError } from '../job-errors.ts';
import { isFinal, statusesBefore, type Job } from '../job.ts';
import { StaleWrite, type JobStore } from '../aws/job-store.ts';
import { eventFor } from '../job-event.ts';
import { Caught, whatFailed } from '../what-failed.ts';
import { TaskResult, type InstancePhases } from '../work-order.ts';
import type { TimelineEvent } from '../timeline.ts';

/**
 * Input of the state: a result, or what a Catch wrote. The result is what a machine sent, whose image
 * may be older than this code: it is checked later, so that a misfit ends the job like any failure.
 */
export const SettleInput = z.object({
  jobId: z.string(),
  result: z.unknown().optional(),
  error: Caught.optional(),
});
export type SettleInput = z.infer<typeof SettleInput>;

/** What the state machine ends with; `instanceId` is empty if none was ever launched. */
export interface Settled {
  status: string;
  code: string;
  message: string;
  instanceId: string;
  notify: boolean;
}

const MISFIT = {
  Error: 'AgentCrashed',
  Cause:
    'The instance sent a result that this deployment does not understand; an operator has to build the machine image again.',
};

interface Dependencies {
  jobs: JobStore;
  timeoutSeconds: number;
  now?: () => Date;
}

/**
 * Writes `completed` or `failed`. A job that is final already (cancelled, or settled by an earlier
 * try of this step) stays what it is, and the machine ends accordingly.
 */
export async function settle(input: SettleInput, using: Dependencies): Promise<Settled> {
  const now = using.now?.() ?? new Date();
  const job = await using.jobs.job(input.jobId);
  if (!job) throw new TypeError(`there is no job ${input.jobId} to settle`);
  if (isFinal(job.status)) return settled(job);
  try {
    const result = TaskResult.safeParse(input.result);
    if (result.success && !input.error) {
      await complete(job, result.data, { jobs: using.jobs, now });
    } else {
      const caught = input.error ?? MISFIT;
      const error = whatFailed(job, caught, { now, timeoutSeconds: using.timeoutSeconds });
      await fail(job, error, { jobs: using.jobs, now });
    }
  } catch (error) {
    // Cancelled at this very moment: the job as it is then decides.
    if (!(error instanceof StaleWrite)) throw error;
  }
  const after = await using.jobs.job(input.jobId);
  return settled(after ?? job);
}

interface Writing {
  jobs: JobStore;
  now: Date;
}

async function complete(job: Job, result: TaskResult, { jobs, now }: Writing): Promise<void> {
  await jobs.move(
    job.jobId,
    { from: ['processing'], to: 'completed', attempt: job.attempt },
    {
      set: { result, endedAt: now.toISOString() },
      event: { what: 'completed', at: now.toISOString(), detail: { segments: result.segments } },
    },
  );
  await jobs.addEvents(job.jobId, job.attempt, phaseEvents(result.phases));
}

async function fail(job: Job, error: JobError, { jobs, now }: Writing): Promise<void> {
  await jobs.move(
    job.jobId,
    { from: statusesBefore('failed'), to: 'failed', attempt: job.attempt },
    {
      set: { error, endedAt: now.toISOString() },
      event: { what: 'failed', at: now.toISOString(), detail: { code: error.code } },
    },
  );
}

const PHASE_EVENTS = {
  booted: 'booted',
  modelReady: 'model-ready',
  audioReady: 'audio-ready',
  firstSegment: 'first-segment',
  transcribed: 'transcribed',
  written: 'written',
} as const satisfies Partial<Record<keyof InstancePhases, TimelineEvent['what']>>;

function phaseEvents(phases: InstancePhases) {
  const names = Object.keys(PHASE_EVENTS) as (keyof typeof PHASE_EVENTS)[];
  return names.flatMap((name) => {
    const at = phases[name];
    return at === null ? [] : [{ what: PHASE_EVENTS[name], at }];
  });
}

function settled(job: Job): Settled {
  return {
    status: job.status,
    code: job.error?.code ?? (job.status === 'cancelled' ? 'Cancelled' : ''),
    message: job.error?.message ?? '',
    instanceId: job.instance?.id ?? '',
    notify: eventFor(job) !== undefined,
  };
}
