/** Other callers of the API than the cloud's own owner. */
import { hashApiKey, newApiKey, type Scope } from '../../core/api-key.ts';
import type { TestCloud } from '../workflow/a-cloud.ts';

/** A new key of an owner. */
export async function keyOf(
  { jobs }: TestCloud,
  owner: string,
  scopes: Scope[] = ['jobs:read', 'jobs:write'],
): Promise<string> {
  const key = newApiKey();
  const createdAt = new Date().toISOString();
  await jobs.putApiKey(hashApiKey(key), { owner, scopes, prefix: key.slice(0, 10), createdAt });
  return key;
}
