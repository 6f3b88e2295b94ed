/**
 * Asking for the work order: `POST /instances/claim`, signed with the instance role's credentials
 * (SigV4), whose session name is the instance id. There is nothing else by which a machine can
 * choose a job.
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { WorkOrder, type ClaimRequest } from '../../core/job/work-order.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { pauseBefore } from './retry.ts';
import { signedPost } from './signed-post.ts';

/** Thrown when there is no work for this machine: nothing was claimed, so nothing can be reported. */
export class ClaimRefused extends Error {
  constructor(why: string) {
    super(`${why} This machine has no work and ends itself.`);
    this.name = 'ClaimRefused';
  }
}

export type ClaimAnswer = { order: WorkOrder } | { refused: number };
export type PostClaim = (request: ClaimRequest, signal: AbortSignal) => Promise<ClaimAnswer>;

export interface Claiming {
  post: PostClaim;
  request: ClaimRequest;
  /** When to give up, in milliseconds since the epoch. */
  deadline: number;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** The work order, asked for until it is there. @throws ClaimRefused */
export async function claim(how: Claiming): Promise<WorkOrder> {
  const begun = how.clock.now();
  for (let tries = 1; ; tries++) {
    const answer = await ask(how);
    if (typeof answer === 'object') return answer;
    const refusal = refusalOf(answer);
    const pause = pauseBefore(tries, { firstPauseMs: 300, longestPauseMs: 2000 });
    const until = Math.min(how.deadline, begun + refusal.patienceMs);
    if (how.clock.now() + pause > until) throw new ClaimRefused(refusal.why);
    await how.clock.sleep(pause, how.signal);
  }
}

/** The status, if it is not a work order; 0 if no answer came. */
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

/** What an answer means, and for how long after the first try it is worth asking again. */
function refusalOf(status: number): { why: string; patienceMs: number } {
  switch (status) {
    case 409:
      return { why: 'The workflow did not hand the job out in time.', patienceMs: Infinity };
    case 404:
      // The launching step may not have noted the instance's id yet.
      return { why: 'No job knows this instance.', patienceMs: 15_000 };
    case 410:
      return { why: 'The job is over, or another agent has it.', patienceMs: 0 };
    case 401:
    case 403:
      // A role attached a moment ago is not known everywhere yet.
      return { why: `The claim was not authorized (${status}).`, patienceMs: 20_000 };
    default: {
      const passing = status === 0 || status === 429 || status >= 500;
      return { why: `The claim failed (${status}).`, patienceMs: passing ? Infinity : 0 };
    }
  }
}

/** @throws ClaimRefused for a work order that is not one; any other error means that no answer came. */
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

/** Neither the body nor its values are told: the token is among them. */
function workOrder(body: unknown): WorkOrder {
  const parsed = WorkOrder.safeParse(body);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new ClaimRefused(`The work order was not understood (${paths}): image and stack differ.`);
}
