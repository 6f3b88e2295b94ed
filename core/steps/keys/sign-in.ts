/** A short-lived key for a person whom an identity provider has vouched for. */
import { claimedOwner } from '../../access/claimed-owner.ts';
import { SIGN_INS } from '../../access/owner-share.ts';
import type { ApiKeyRegistry } from '../../aws/dynamodb/api-key-registry.ts';
import type { OwnerShares } from '../../aws/dynamodb/owner-shares.ts';
import type { SignedIn } from '../../api/operations/sign-in.ts';
import { issueKey } from './issue-key.ts';

const KEY_HOURS = 8;
const LONGEST_NAME = 100;
/** Claims of OpenID Connect that people know each other by, the best first. */
const NAMES = ['name', 'preferred_username', 'email', 'sub'];

/** Claims of a verified token. API Gateway makes text of every value. */
export type Claims = Readonly<Record<string, unknown>>;

/** Thrown for a token that names no owner; the message is for the person. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

interface SignInPorts {
  keys: Pick<ApiKeyRegistry, 'add'>;
  shares: Pick<OwnerShares, 'take'>;
}

/**
 * @param ownerClaim the claim that says who owns the jobs
 * @throws SignInRefused; ShareUsedUp after many sign-ins in a row
 */
export async function signIn(
  { claims, ownerClaim }: { claims: Claims; ownerClaim: string },
  { keys, shares }: SignInPorts,
  now = new Date(),
): Promise<SignedIn> {
  const owner = claimedOwner(claims[ownerClaim]);
  if (owner === undefined) {
    throw new SignInRefused(
      `The token has no claim "${ownerClaim}" with a text, which says whose jobs are shown. An operator has to have the identity provider send it, or choose another claim.`,
    );
  }
  if (ownerClaim === 'email' && isUnverified(claims)) {
    throw new SignInRefused(
      'The identity provider does not say that it has verified your e-mail address ("email_verified").',
    );
  }
  await shares.take(owner, SIGN_INS);
  const name = nameIn(claims) ?? owner;
  const expiresAt = new Date(now.getTime() + KEY_HOURS * 3_600_000).toISOString();
  const { apiKey } = await issueKey(
    { owner, scopes: ['jobs:read', 'jobs:write'], name, endsAt: expiresAt },
    keys,
    now,
  );
  return { apiKey, owner, name, expiresAt };
}

/**
 * Otherwise a person could enter another's address. A provider that does not say it may let people
 * change theirs as they like, as Entra ID does in other tenants.
 */
function isUnverified({ email_verified: verified }: Claims): boolean {
  return verified !== true && verified !== 'true';
}

function nameIn(claims: Claims): string | undefined {
  const names = NAMES.map((claim) => claims[claim]).filter((name) => typeof name === 'string');
  return names
    .map((name) =>
      name
        .replace(/\p{C}+/gu, ' ')
        .trim()
        .slice(0, LONGEST_NAME)
        .toWellFormed(),
    )
    .find((name) => name !== '');
}
