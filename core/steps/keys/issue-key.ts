/** Gives an owner a key, replaces it by another, ends it. */
import { hashApiKey, hasEnded, keyPrefix, newApiKey, type ApiKey } from '../../access/api-key.ts';
import type { KeyEnd, ApiKeyRegistry, RegisteredKey } from '../../aws/dynamodb/api-key-registry.ts';

/** What is decided about a key when it is made. */
export type NewKey = Pick<ApiKey, 'owner' | 'scopes' | 'name' | 'limits' | 'endsAt'>;

export interface IssuedKey {
  /** Shown now and never again. */
  apiKey: string;
  key: ApiKey;
}

/** Thrown for a prefix that no key has, or one that has ended. */
export class NoSuchKey extends Error {
  constructor(prefix: string, why: string) {
    super(`There is no key ${prefix} to do that with: ${why}.`);
    this.name = 'NoSuchKey';
  }
}

export async function issueKey(
  asked: NewKey,
  keys: ApiKeyRegistry,
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
 * A new key for the same owner that may do the same; the old one is good for some time yet, so that
 * programs can change over one after the other. A key with an expiry gets one that lives as long as it did.
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

/** The key is none from now on. */
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
  if (!found) throw new NoSuchKey(prefix, 'nobody has it; "list" shows which there are');
  if (hasEnded(found, now)) {
    throw new NoSuchKey(prefix, `it ended at ${found.endsAt ?? ''} by ${found.endedBy ?? ''}`);
  }
  return found;
}

/** @returns the key as it is now: one that ends sooner already is left as it is */
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
