/** Output of Settle for the state machine. */
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { eventsDue } from '../../job/events-due.ts';
import { attemptBeganAt, type Job } from '../../job/job.ts';
import { isFinal, isSameAttempt } from '../../job/job-status.ts';
import { toTerminate } from '../../machines/job-machines.ts';
import { hasSubscribers } from '../../webhooks/delivery.ts';
import type { SettleInput } from './settle-ports.ts';

/**
 * Status `processing`: the transcript is published, and AwaitAnalysis follows. `launching` begins the
 * next attempt, `queued` launches in the same one again. `instanceId` is to be terminated; empty if none
 * was launched, or if it goes on.
 */
export interface Settled {
  status: string;
  attempt: number;
  code: string;
  message: string;
  instanceId: string;
  notify: boolean;
  /** The job is over and a chunk of a session. */
  combine: boolean;
  /** Limits of AwaitAnalysis. */
  heartbeatSeconds: number;
  timeoutSeconds: number;
}

interface AnswerPorts {
  endpoints: Pick<EndpointStore, 'ofOwner'>;
  timeoutSeconds: number;
  now: Date;
}

export async function settledAnswer(
  job: Job,
  input: SettleInput,
  using: AnswerPorts,
): Promise<Settled> {
  return {
    status: job.status,
    attempt: Math.max(1, job.attempt),
    code: job.error?.code ?? (job.status === 'cancelled' ? 'Cancelled' : ''),
    message: job.error?.message ?? '',
    instanceId: job.status === 'processing' ? '' : endingWith(job, attemptOf(input)),
    notify: await isToNotify(job, using),
    combine: isFinal(job.status) && job.session !== undefined,
    ...analysisLimits(job, input, using),
  };
}

/** The attempt that the state machine settles. */
export function attemptOf({ launched, attempt }: SettleInput): number {
  return launched.answer.attempt ?? attempt ?? 1;
}

async function isToNotify(job: Job, { endpoints }: AnswerPorts): Promise<boolean> {
  const events = eventsDue(job);
  return events.length > 0 && hasSubscribers(job, events, await endpoints.ofOwner(job.owner));
}

/** A late repetition does not end the machine of a later attempt. */
function endingWith({ instance, ...job }: Job, attempt: number): string {
  const isCurrent = isSameAttempt(attempt, job.attempt);
  return toTerminate({ ...job, ...(isCurrent && { instance }) }) ?? '';
}

/** Step Functions wants whole seconds, and a heartbeat below the timeout. */
const LEAST_SECONDS = 2;

/**
 * What is left of the attempt's time, since Step Functions counts anew in each state: the machine's own
 * end and the job's cost ceiling allow no more. With nothing left, the state ends at once.
 */
function analysisLimits(
  job: Job,
  { launched }: SettleInput,
  { now, ...limits }: AnswerPorts,
): Pick<Settled, 'heartbeatSeconds' | 'timeoutSeconds'> {
  const { timeoutSeconds: given = limits.timeoutSeconds, heartbeatSeconds = given } =
    launched.answer;
  const gone = (now.getTime() - Date.parse(attemptBeganAt(job))) / 1000;
  const timeoutSeconds = Math.max(LEAST_SECONDS, Math.ceil(given - gone));
  return { heartbeatSeconds: Math.min(heartbeatSeconds, timeoutSeconds - 1), timeoutSeconds };
}
