/**
 * Claims the work order: `POST /instances/claim`, signed (SigV4) with the instance role's
 * credentials, whose session name is the instance id. A machine has no other way to select a job.
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { WorkOrder, type ClaimRequest } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { pauseBefore } from './retry.ts';
import { signedPost } from '../../core/aws/signed-post.ts';

/** Status of the answer to a machine without the job's model. */
export const LACKS_MODEL = 412;

/** Thrown if there is no work for this machine: nothing was claimed, so nothing is reported. */
export class ClaimRefused extends Error {
  /** The last HTTP status; 0: there was no answer, or one that was not understood. */
  readonly status: number;

  constructor(why: string, status = 0) {
    super(`${why} There is no work to do.`);
    this.name = 'ClaimRefused';
    this.status = status;
  }
}

export type ClaimAnswer = { order: WorkOrder } | { refused: number };
export type PostClaim = (request: ClaimRequest, signal: AbortSignal) => Promise<ClaimAnswer>;

export interface Claiming {
  post: PostClaim;
  request: ClaimRequest;
  /** Milliseconds since the epoch. */
  deadline: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Polls until the work order is available. @throws ClaimRefused */
export async function claimJob(how: Claiming): Promise<WorkOrder> {
  const begun = how.clock.now();
  for (let tries = 1; ; tries++) {
    const answer = await ask(how);
    if (typeof answer === 'object') return answer;
    const refusal = refusalOf(answer);
    const pause = pauseBefore(tries, { firstPauseMs: 300, longestPauseMs: 2000 });
    const until = Math.min(how.deadline, begun + refusal.patienceMs);
    if (how.clock.now() + pause > until) throw new ClaimRefused(refusal.why, answer);
    await how.clock.sleep(pause, how.signal);
  }
}

/** The work order, or the HTTP status; 0 without an answer. */
async function ask(how: Claiming): Promise<WorkOrder | number> {
  try {
    const answer = await how.post(how.request, how.signal);
    return 'order' in answer ? answer.order : answer.refused;
  } catch (error) {
    how.signal.throwIfAborted();
    if (error instanceof ClaimRefused) throw error;
    how.log.warn('The claim got no answer.', error);
    return 0;
  }
}

/** Meaning of a status, and how long after the first try to retry, in milliseconds. */
function refusalOf(status: number): { why: string; patienceMs: number } {
  switch (status) {
    case 409:
      return { why: 'The workflow did not hand the job out in time.', patienceMs: Infinity };
    case 404:
      // Launch may not have recorded the instance yet.
      return { why: 'No job knows this instance.', patienceMs: 15_000 };
    case 410:
      return { why: 'The job is over, or another agent has it.', patienceMs: 0 };
    case LACKS_MODEL:
      return { why: 'The job wants a model that is not here.', patienceMs: 0 };
    case 401:
    case 403:
      // A role attached a moment ago propagates with a delay.
      return { why: `The claim was not authorized (${status}).`, patienceMs: 20_000 };
    default: {
      const passing = status === 0 || status === 429 || status >= 500;
      return { why: `The claim failed (${status}).`, patienceMs: passing ? Infinity : 0 };
    }
  }
}

/** @throws ClaimRefused for an invalid work order; any other error means that no answer arrived */
export function claimOverHttp(api: {
  url: string;
  region: string;
  credentials: AwsCredentialIdentityProvider;
}): PostClaim {
  const post = signedPost({ ...api, url: `${api.url}/instances/claim`, service: 'execute-api' });
  return async (request, signal) => {
    const answer = await post({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
    });
    if (answer.status === 200) return { order: workOrder(await answer.json()) };
    await answer.body?.cancel();
    return { refused: answer.status };
  };
}

/** Errors name paths only: the values include the task token. */
function workOrder(body: unknown): WorkOrder {
  const parsed = WorkOrder.safeParse(body);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new ClaimRefused(`The work order was not understood (${paths}): image and stack differ.`);
}
