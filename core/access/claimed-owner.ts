/** The owner that a person of an identity provider is, by a claim of the token. */
import { createHash } from 'node:crypto';
import { Owner } from './api-key.ts';

/** Names that stand for a claim; no claim is taken for one of them. */
const HASHED = 'oidc-';
/** 128 bits: people may choose what some claims say, and must not find one with another's hash. */
const HASH_DIGITS = 32;

/**
 * The claim's own value if it is an owner's name as it stands. Any other is hashed, since two people
 * must never become one owner: `Anna` is not `anna`.
 * @returns undefined for an empty claim
 */
export function claimedOwner(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || claim.trim() === '') return undefined;
  if (Owner.safeParse(claim).success && !claim.startsWith(HASHED)) return claim;
  const hash = createHash('sha256').update(claim).digest('hex');
  return `${HASHED}${hash.slice(0, HASH_DIGITS)}`;
}
