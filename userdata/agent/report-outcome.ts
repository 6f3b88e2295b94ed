/** Reports an attempt's outcome to the workflow: its result, or its failure. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import { JobFailure, type JobErrorCode } from '../../core/base/job-errors.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';
import { nameOf, type Log } from './log.ts';
import { remember, type AgentState } from './state.ts';
import { AttemptOver, Task } from './task.ts';

export interface OutcomeReport {
  order: WorkOrder;
  /** Kept for an agent restarted after a crash. */
  state: Omit<AgentState, 'unreported'>;
  stateFile: string;
  /** The job goes on after a success. */
  isFollowed?: boolean;
  client: SFNClient;
  clock: Clock;
  log: Log;
}

export interface Reported {
  /** The reported failure, if it was one. */
  failure: JobErrorCode | undefined;
  /** The workflow waited no longer for the work. */
  isOver: boolean;
}

/** Runs the work and reports its outcome; silent if the workflow no longer waits. */
export async function reportOutcome(
  { order, state, stateFile, isFollowed, client, clock, log }: OutcomeReport,
  work: (task: Task) => Promise<object>,
): Promise<Reported> {
  const { jobId, taskToken } = order;
  const task = new Task({ client, token: taskToken, clock });
  let isOver = true;
  try {
    const { failure, send } = await runToOutcome(log, async () => {
      await remember(stateFile, { ...state, unreported: { jobId, taskToken } });
      return work(task);
    });
    // What follows a success is the same agent's, also after a crash.
    await remember(stateFile, isFollowed ? state : { agentId: state.agentId });
    // After a lost answer a second try finds that the first one was heard.
    isOver = failure !== undefined;
    await send(task);
    log.info('The verdict is sent.');
    return { failure, isOver: false };
  } catch (error) {
    if (!(error instanceof AttemptOver)) throw error;
    log.warn('The workflow waits no longer for this attempt.', error);
    return { failure: undefined, isOver };
  }
}

async function runToOutcome(
  log: Log,
  work: () => Promise<object>,
): Promise<{ failure?: JobErrorCode; send: (task: Task) => Promise<void> }> {
  try {
    const result = await work();
    return { send: (task) => task.succeed(result) };
  } catch (error) {
    if (error instanceof AttemptOver) throw error;
    const { code, message, cause } = asFailure(error);
    log.warn('The attempt failed.', cause, { code });
    return { failure: code, send: (task) => task.fail(code, message) };
  }
}

function asFailure(error: unknown): JobFailure {
  if (error instanceof JobFailure) return error;
  const sentence = `The program on the instance met an error that it was not made for (${nameOf(error)}). Create the job again.`;
  return new JobFailure('AgentCrashed', sentence, error);
}
