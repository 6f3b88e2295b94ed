/** Authenticates a caller by API key: valid, with the required scope, within its rate limit. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { hashApiKey, type Scope } from '../../core/access/api-key.ts';
import type { ApiKeys } from '../../core/aws/dynamodb/api-keys.ts';
import type { JobQuota } from '../../core/access/job-quota.ts';
import type { KeyLimits } from '../../core/access/key-limits.ts';
import type { RateStanding } from '../../core/access/rate-limit.ts';
import { addHeaders } from './headers.ts';
import { HttpProblem, TryLater } from './problem.ts';

export interface Caller {
  owner: string;
  /** Prefix of the key. */
  keyId: string;
  /** Label of the key, or its prefix. */
  keyName: string;
  /** Used when creating jobs. */
  jobQuota: JobQuota;
  /** Kept with a bulk, whose jobs are created later. */
  jobsPerDay: number;
}

/** @throws HttpProblem 401, 403 or 429 */
export async function callerOf(
  event: APIGatewayProxyEventV2,
  scope: Scope,
  { keys, limits }: { keys: ApiKeys; limits: KeyLimits },
): Promise<Caller> {
  const bearer = /^Bearer ([\w-]{20,200})$/i.exec(event.headers.authorization ?? '')?.[1];
  const used = bearer === undefined ? undefined : await keys.use(hashApiKey(bearer), limits);
  if (!used) {
    throw new HttpProblem(
      'unauthenticated',
      'Send a valid API key in the header "Authorization: Bearer <key>".',
    );
  }
  const { key, rate, jobQuota, jobsPerDay } = used;
  addHeaders(event, rateHeaders(rate));
  if (!rate.isAllowed) {
    const detail = `This key may ask ${rate.limit.perSecond} times a second. Wait as long as Retry-After says.`;
    throw new TryLater('rate-limited', detail, rate.retryAfterSeconds);
  }
  if (!key.scopes.includes(scope)) {
    throw new HttpProblem('missing-scope', `This key does not have the scope ${scope}.`);
  }
  const { owner, prefix, name = prefix } = key;
  return { owner, keyId: prefix, keyName: name, jobQuota, jobsPerDay };
}

/** `w`: seconds to refill an empty bucket of `q` requests. Source: draft-ietf-httpapi-ratelimit-headers-10 */
function rateHeaders({ limit, remaining, fullInSeconds }: RateStanding): Record<string, string> {
  const window = Math.max(1, Math.ceil(limit.burst / limit.perSecond));
  return {
    'ratelimit-policy': `"requests";q=${limit.burst};w=${window}`,
    ratelimit: `"requests";r=${remaining};t=${fullInSeconds}`,
  };
}
