/** A job that this machine has claimed, and how its recording is transcribed and its lease renewed. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JobErrorCode } from '../../core/base/job-errors.ts';
import type { ClaimRequest, TaskResult, WorkOrder } from '../../core/job/work-order.ts';
import type { ModelOnDemand } from './analysis/model-on-demand.ts';
import type { TranscriptListener } from './analysis/transcript-listener.ts';
import { Attempt } from './attempt.ts';
import { claimJob, ClaimRefused, type PostClaim } from './claim-job.ts';
import type { Clock } from './clock.ts';
import type { CompletionEstimate } from './completion-estimate.ts';
import type { AgentConfig } from './agent-config.ts';
import { beatWhileMoving, type ActivityCounter } from './heartbeat.ts';
import type { ImageModel } from './image-models.ts';
import type { JobEngine } from './job-engine.ts';
import { Lease } from './lease.ts';
import type { Log } from './log.ts';
import type { OutcomeReport } from './report-outcome.ts';
import { AttemptOver, type Task } from './task.ts';

const RENEWAL_DEADLINE_MS = 60_000;

export interface ClaimedJob {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  client: SFNClient;
  postClaim: PostClaim;
  /** What the claim said; a renewal says it again. */
  claimant: ClaimRequest;
  order: WorkOrder;
  /** Models on the image's disk. */
  models: readonly ImageModel[];
  engine: JobEngine;
  /** For the analyses of the job. */
  language: ModelOnDemand;
  /** Called when the job needs the engine no more. @param failure of the transcript */
  onTranscript?: (failure: JobErrorCode | undefined) => void;
  activity: ActivityCounter;
  estimate: CompletionEstimate;
  /** When the machine was there for the job. */
  booted: Date;
  /** Aborted with a JobFailure when the machine goes away; the checkpoint is handed over then. */
  going: AbortSignal;
  /** Aborted on errors beside the attempt's own; they end it. */
  trouble: AbortController;
}

export function reportOf(job: ClaimedJob): OutcomeReport {
  const { claimant, config } = job;
  const state = { agentId: claimant.agentId, ...(claimant.offer && { offer: claimant.offer }) };
  return { ...job, state, stateFile: config.stateFile };
}

/** @throws the abort reason if the work was aborted, otherwise its own error */
export async function transcribe(
  job: ClaimedJob,
  task: Task,
  listener?: TranscriptListener,
): Promise<TaskResult> {
  const { order, engine, going, trouble } = job;
  /** Ends what goes on beside the work: heartbeats, an upload of the checkpoint. */
  const over = new AbortController();
  const signal = AbortSignal.any([going, trouble.signal, over.signal]);
  const onTrouble = (error: unknown) => {
    if (!over.signal.aborted) trouble.abort(error);
  };
  beatWhileMoving({
    ...job,
    beat: (abort) => task.beat(abort),
    heartbeatSeconds: order.heartbeatSeconds,
    signal,
  }).catch(onTrouble);
  signal.addEventListener('abort', () => engine.kill());
  const attempt = new Attempt({ ...job, lease: leaseOf(job), signal, onTrouble, listener });
  try {
    signal.throwIfAborted();
    return await attempt.run();
  } catch (error) {
    if (going.aborted) await attempt.flushForNextAttempt();
    throw signal.aborted ? signal.reason : error;
  } finally {
    over.abort();
  }
}

/** The job's order, renewed by claims. */
export function leaseOf(job: ClaimedJob): Lease {
  const { order, clock } = job;
  return new Lease({ first: order, claimAgain: (abort) => renewed(job, abort), clock });
}

/** A refused renewal means that the job has ended, or another attempt runs. */
async function renewed(job: ClaimedJob, signal: AbortSignal): Promise<WorkOrder> {
  const { postClaim, claimant, activity, clock } = job;
  const deadline = clock.now() + RENEWAL_DEADLINE_MS;
  const post = noting(activity, postClaim);
  try {
    return await claimJob({
      ...job,
      post,
      request: { ...claimant, renewal: true },
      deadline,
      signal,
    });
  } catch (error) {
    if (error instanceof ClaimRefused) throw new AttemptOver(error.message, { cause: error });
    throw error;
  }
}

/** A claim is a sign of progress. */
export function noting(activity: ActivityCounter, post: PostClaim): PostClaim {
  return (...asked) => {
    activity.touch();
    return post(...asked);
  };
}
