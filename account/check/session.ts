import { fault, notAsked, ok, type Check, type Finding } from './check.ts';

/**
 * The builder's signed addresses are good for 70 minutes, and end with the session of their signer;
 * five more for packing and sending the task.
 */
const IMAGE_MINUTES = 75;

export const session: Check = {
  name: 'session',
  stops: ['image'],
  ask: async ({ aws }) => judgeSession(await aws.sts.config.credentials(), Date.now()),
};

interface SessionCredentials {
  readonly expiration?: Date | undefined;
  readonly sessionToken?: string | undefined;
}

export function judgeSession(
  { expiration, sessionToken }: SessionCredentials,
  now: number,
): Finding {
  if (expiration === undefined) {
    if (sessionToken === undefined) return ok('does not end');
    return notAsked(
      `the credentials do not tell when the session ends; an image takes ${IMAGE_MINUTES} minutes`,
    );
  }
  const minutes = Math.floor((expiration.getTime() - now) / 60_000);
  const found = `ends in ${minutes} minutes, at ${expiration.toISOString()}`;
  if (minutes >= IMAGE_MINUTES) return ok(found);
  return fault(
    found,
    `An image takes ${IMAGE_MINUTES} minutes, and its builder's addresses end with the session. Sign in again, with a longer session: the role's maximum session duration, or a key of a user.`,
  );
}
