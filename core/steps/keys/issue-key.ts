/** Issues, rotates and revokes API keys. */
import { hashApiKey, hasEnded, keyPrefix, newApiKey, type ApiKey } from '../../access/api-key.ts';
import type { KeyEnd, ApiKeyRegistry, RegisteredKey } from '../../aws/dynamodb/api-key-registry.ts';

/** Settings of a new key. */
export type NewKey = Pick<ApiKey, 'owner' | 'scopes' | 'name' | 'limits' | 'endsAt'>;

export interface IssuedKey {
  /** Shown only once. */
  apiKey: string;
  key: ApiKey;
}

/** Thrown for an unknown prefix or an ended key. */
export class NoSuchKey extends Error {
  constructor(prefix: string, why: string) {
    super(`There is no key ${prefix} to do that with: ${why}.`);
    this.name = 'NoSuchKey';
  }
}

export async function issueKey(
  asked: NewKey,
  keys: Pick<ApiKeyRegistry, 'add'>,
  now = new Date(),
): Promise<IssuedKey> {
  const apiKey = newApiKey();
  const key: ApiKey = {
    ...asked,
    prefix: keyPrefix(apiKey),
    createdAt: now.toISOString(),
    ...(asked.endsAt !== undefined && { endedBy: 'expiry' }),
  };
  await keys.add(hashApiKey(apiKey), key);
  return { apiKey, key };
}

/**
 * Issues a new key with the same rights; the old one stays valid for the overlap, so that clients
 * can switch one by one. A key with an expiry gets a successor with the same lifetime.
 */
export async function rotateKey(
  { prefix, overlapSeconds }: { prefix: string; overlapSeconds: number },
  keys: ApiKeyRegistry,
  now = new Date(),
): Promise<IssuedKey & { old: ApiKey }> {
  const found = await living(prefix, keys, now);
  const { owner, scopes, name, limits } = found;
  const issued = await issueKey(
    { owner, scopes, name, limits, endsAt: sameSpan(found, now) },
    keys,
    now,
  );
  const endsAt = new Date(now.getTime() + overlapSeconds * 1000).toISOString();
  const old = await endKey(found, { endsAt, endedBy: 'rotation' }, keys);
  return { ...issued, old };
}

/** Ends a key immediately. */
export async function revokeKey(
  prefix: string,
  keys: ApiKeyRegistry,
  now = new Date(),
): Promise<ApiKey> {
  const found = await living(prefix, keys, now);
  return endKey(found, { endsAt: now.toISOString(), endedBy: 'revocation' }, keys);
}

async function living(prefix: string, keys: ApiKeyRegistry, now: Date): Promise<RegisteredKey> {
  const found = await keys.find(prefix);
  if (!found) throw new NoSuchKey(prefix, 'none begins like this; "list" shows all');
  if (hasEnded(found, now)) {
    throw new NoSuchKey(prefix, `it ended at ${found.endsAt ?? ''} by ${found.endedBy ?? ''}`);
  }
  return found;
}

/** @returns the key as stored; one that ends earlier is left unchanged */
async function endKey(key: RegisteredKey, end: KeyEnd, keys: ApiKeyRegistry): Promise<ApiKey> {
  if (key.endsAt !== undefined && key.endsAt <= end.endsAt) return key;
  await keys.end(key, end);
  return { ...key, ...end };
}

function sameSpan({ createdAt, endsAt, endedBy }: ApiKey, now: Date): string | undefined {
  if (endsAt === undefined || endedBy !== 'expiry') return undefined;
  const span = Date.parse(endsAt) - Date.parse(createdAt);
  return new Date(now.getTime() + span).toISOString();
}
