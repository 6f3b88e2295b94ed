/** Reports the machine's health: `POST /instances/health`, signed as a claim is, every five seconds. */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import * as z from 'zod';
import { signedPost } from '../../../core/aws/signed-post.ts';
import { REPORT_SECONDS, type HealthReport } from '../../../core/machines/pool/server-row.ts';
import type { Clock } from '../clock.ts';
import { HttpStatusError } from '../http-status.ts';
import type { Log } from '../log.ts';

const ANSWER_MS = 5000;
/** By then the machine counts as gone for new jobs. */
const FAILURES_LOGGED = 3;

const Answer = z.looseObject({ retire: z.boolean() });
export type HealthAnswer = z.infer<typeof Answer>;
export type PostHealth = (health: HealthReport, signal: AbortSignal) => Promise<HealthAnswer>;

export interface HealthReporting {
  health: () => HealthReport;
  post: PostHealth;
  /** Called when the machine is asked to end. */
  onRetire: () => void;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Reports until the signal is aborted. Work goes on without reports. */
export async function reportHealth(how: HealthReporting): Promise<never> {
  for (let failures = 0; ;) {
    failures = (await isReported(how, failures)) ? 0 : failures + 1;
    await how.clock.sleep(REPORT_SECONDS * 1000, how.signal);
  }
}

async function isReported(how: HealthReporting, failures: number): Promise<boolean> {
  try {
    const { retire } = await how.post(how.health(), how.signal);
    if (retire) how.onRetire();
    return true;
  } catch (error) {
    how.signal.throwIfAborted();
    if (failures + 1 === FAILURES_LOGGED) {
      how.log.warn('The health reports do not arrive: no further job is offered here.', error);
    }
    return false;
  }
}

/** @throws HttpStatusError, or that no answer arrived or was not understood */
export function healthOverHttp(api: {
  url: string;
  region: string;
  credentials: AwsCredentialIdentityProvider;
}): PostHealth {
  const post = signedPost({ ...api, url: `${api.url}/instances/health`, service: 'execute-api' });
  return async (health, signal) => {
    const answer = await post({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(health),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new HttpStatusError(answer.status);
    }
    return Answer.parse(await answer.json());
  };
}
