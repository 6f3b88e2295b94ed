/**
 * What each owner may use of something that costs the deployment functions or executions: a rate over
 * all keys of the owner, and how many at once.
 */
import type { RateLimit } from './rate-limit.ts';

export interface OwnerShare {
  name: string;
  rate: RateLimit;
  /** 0: nothing of it is held. */
  atOnce: number;
}

/** A replay is an execution, and a call to the receiver. */
export const REPLAYS: OwnerShare = {
  name: 'webhook replays',
  rate: { burst: 200, perSecond: 0.2 },
  atOnce: 0,
};

/** A test occupies a function for as long as the receiver takes to answer, and an account may run few. */
export const WEBHOOK_TESTS: OwnerShare = {
  name: 'webhook tests',
  rate: { burst: 20, perSecond: 0.2 },
  atOnce: 2,
};

/** A sign-in stores a key for hours. */
export const SIGN_INS: OwnerShare = {
  name: 'sign-ins',
  rate: { burst: 20, perSecond: 0.05 },
  atOnce: 0,
};

/** Thrown when an owner has used up a share; the message is for the caller of the API. */
export class ShareUsedUp extends Error {
  readonly retryAfterSeconds: number;

  constructor({ name }: OwnerShare, retryAfterSeconds: number) {
    super(
      `Your share of ${name} is used up for the moment. Try again in ${retryAfterSeconds} seconds.`,
    );
    this.name = 'ShareUsedUp';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
