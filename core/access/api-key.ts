/** API keys: 256 random bits, shown once, stored as a hash. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { KeyLimits } from './key-limits.ts';

export const SCOPES = ['jobs:write', 'jobs:read', 'admin'] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

/** Name of a tenant; part of S3 keys and parameter names. */
export const Owner = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a-z, 0-9 and dash, at most 40');

/** A stored key. `prefix` identifies the key in lists without revealing it. */
export const ApiKey = z.object({
  owner: Owner,
  scopes: z.array(Scope),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  /** Label chosen by the owner. */
  name: z.string().optional(),
  /** Overrides of the deployment's limits. */
  limits: KeyLimits.partial().optional(),
  /** The key is invalid from this time on. */
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
 * A fast hash is enough: the key is 256 random bits, not a password. The hash is looked up by
 * equality in the table, so no secret is compared byte by byte.
 */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
