/** Claims the job again, until it waits for its analyses. */
import type { WorkOrder } from '../../../core/job/work-order.ts';
import type { ClaimedJob } from '../claimed-job.ts';
import { noting } from '../claimed-job.ts';
import { claimJob, ClaimRefused } from '../claim-job.ts';

/** For the workflow to publish the transcript and to come round. */
const PATIENCE_MS = 240_000;
const AGAIN_MS = 500;
/** A machine that goes away still fails the token, so that the next attempt begins at once. */
const HAND_OVER_MS = 10_000;

/** @returns undefined if the job has ended, or another attempt has it */
export async function claimForAnalysis(job: ClaimedJob): Promise<WorkOrder | undefined> {
  const { claimant, postClaim, activity, clock, log, going } = job;
  const { signal, release } = lateSignal(going);
  const deadline = clock.now() + PATIENCE_MS;
  const post = noting(activity, postClaim);
  const request = { ...claimant, renewal: true };
  try {
    while (clock.now() < deadline) {
      const order = await claimJob({ post, request, deadline, clock, log, signal });
      if (order.analysis?.awaits === 'analysis') return order;
      await clock.sleep(AGAIN_MS, signal);
    }
    log.warn('The workflow has not come to the analyses in time.');
  } catch (error) {
    if (!(error instanceof ClaimRefused) && !signal.aborted) throw error;
    log.warn('The job is not there for its analyses.', error);
  } finally {
    release();
  }
  return undefined;
}

/** Aborted some time after the other. */
function lateSignal(going: AbortSignal): { signal: AbortSignal; release: () => void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onGoing = () => (timer = setTimeout(() => late.abort(going.reason), HAND_OVER_MS));
  if (going.aborted) onGoing();
  else going.addEventListener('abort', onGoing, { once: true });
  const release = () => {
    going.removeEventListener('abort', onGoing);
    clearTimeout(timer);
  };
  return { signal: late.signal, release };
}
