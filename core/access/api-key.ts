/** API keys: 256 random bits, shown once, stored as a hash. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { KeyLimits } from './key-limits.ts';

export const SCOPES = ['jobs:write', 'jobs:read', 'admin'] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

/** A name for a tenant; part of S3 keys and parameter names. */
export const Owner = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a-z, 0-9 and dash, at most 40');

/** What is stored of a key. `prefix` tells keys apart in a list without giving any away. */
export const ApiKey = z.object({
  owner: Owner,
  scopes: z.array(Scope),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  /** For people: what the key is for. */
  name: z.string().optional(),
  /** Those that differ from the deployment's. */
  limits: KeyLimits.partial().optional(),
  /** From then on the key is none. */
  endsAt: z.iso.datetime().optional(),
  endedBy: z.enum(['expiry', 'rotation', 'revocation']).optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export function newApiKey(): string {
  return `ssk_${randomBytes(32).toString('base64url')}`;
}

export function keyPrefix(key: string): string {
  return key.slice(0, 10);
}

export function hasEnded({ endsAt }: Pick<ApiKey, 'endsAt'>, now: Date): boolean {
  return endsAt !== undefined && Date.parse(endsAt) <= now.getTime();
}

/**
 * SHA-256 is enough here, and a slow hash would buy nothing: the key is 256 random bits, not a
 * password. The hash is looked up by equality in the table, so no secret is compared byte by byte.
 */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
