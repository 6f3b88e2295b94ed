/** Other callers of the API than the cloud's own owner. */
import type { Scope } from '../../core/access/api-key.ts';
import type { KeyLimits } from '../../core/access/key-limits.ts';
import { issueKey } from '../../core/steps/keys/issue-key.ts';
import { ROOMY } from '../../local/tenant.ts';
import type { TestCloud } from './test-cloud.ts';

/** A new key of an owner, which may ask as often as it likes. */
export async function keyOf(
  { keys }: TestCloud,
  owner: string,
  scopes: Scope[] = ['jobs:read', 'jobs:write'],
): Promise<string> {
  return (await issueKey({ owner, scopes, limits: ROOMY }, keys)).apiKey;
}

/** As `keyOf`, with the deployment's limits but for those given. */
export async function limitedKey(
  { keys }: TestCloud,
  owner: string,
  limits: Partial<KeyLimits> = {},
): Promise<string> {
  return (await issueKey({ owner, scopes: ['jobs:read', 'jobs:write'], limits }, keys)).apiKey;
}
