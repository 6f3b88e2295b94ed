/** Reports an attempt's outcome to the workflow: its result, or its failure. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import { JobFailure, type JobErrorCode } from '../../core/base/job-errors.ts';
import type { TaskResult, WorkOrder } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';
import { nameOf, type Log } from './log.ts';
import { remember, type AgentState } from './state.ts';
import { AttemptOver, Task } from './task.ts';

export interface OutcomeReport {
  order: WorkOrder;
  /** Kept for an agent restarted after a crash. */
  state: Omit<AgentState, 'unreported'>;
  stateFile: string;
  client: SFNClient;
  clock: Clock;
  log: Log;
}

/**
 * Runs the work and reports its outcome; silent if the workflow no longer waits.
 * @returns the code of a failure
 */
export async function reportOutcome(
  { order, state, stateFile, client, clock, log }: OutcomeReport,
  work: (task: Task) => Promise<TaskResult>,
): Promise<JobErrorCode | undefined> {
  const { jobId, taskToken } = order;
  const task = new Task({ client, token: taskToken, clock });
  try {
    const { failure, send } = await runToOutcome(log, async () => {
      await remember(stateFile, { ...state, unreported: { jobId, taskToken } });
      return work(task);
    });
    await remember(stateFile, { agentId: state.agentId });
    await send(task);
    log.info('The verdict is sent.');
    return failure;
  } catch (error) {
    if (!(error instanceof AttemptOver)) throw error;
    log.warn('The workflow waits no longer for this attempt.', error);
    return undefined;
  }
}

async function runToOutcome(
  log: Log,
  work: () => Promise<TaskResult>,
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
