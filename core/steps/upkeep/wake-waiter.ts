/**
 * A machine of the deployment has ended: the job that waits longest for one tries again at once instead
 * of after its pause. Its pause ends by itself if that is lost; if it is repeated, one more job tries.
 */
import type { CapacityWaiters } from '../../aws/dynamodb/capacity-waiters.ts';
import type { TaskAnswers } from '../../aws/task-answers.ts';
import { logError, logInfo } from '../../base/log.ts';
import { longestFirst } from '../../machines/longest-waiter.ts';

export interface WakeWaiterPorts {
  waiters: Pick<CapacityWaiters, 'all' | 'endPause'>;
  answers: Pick<TaskAnswers, 'succeed'>;
}

/** Machines that end together find the same job first; each looks on for one of its own, so far. */
const LOOKS = 10;

/** Never throws: the event's own work is done. @param owner as longestFirst */
export async function wakeWaiter(
  owner: string | undefined,
  { waiters, answers }: WakeWaiterPorts,
): Promise<void> {
  try {
    const waiting = await waiters.all();
    // Later than every pause's end that was read.
    const now = new Date();
    for (const job of longestFirst(waiting, owner, now).slice(0, LOOKS)) {
      if (!(await waiters.endPause(job, now))) continue;
      // The pause has ended by itself.
      if (!(await answers.succeed(job.waitToken, {}))) continue;
      logInfo('a machine has ended: the longest wait for one is over', { jobId: job.jobId });
      return;
    }
  } catch (error) {
    logError('no waiting job woken; each tries again after its pause', error);
  }
}
