import { Ec2Error } from './ec2-error.ts';
import type { Market } from './instance.ts';

/** What one launch pool is: a fleet tries pools one after the other. */
export interface Pool {
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
}

/** Something that goes wrong at EC2, `times` times (default: until `clear`). */
export type Fault = { readonly times?: number } & (
  | {
      /** The call is refused. */
      readonly kind: 'refuse';
      readonly action: string;
      readonly code: string;
      readonly message?: string;
      readonly status?: number;
    }
  | {
      /** A 200 answer to CreateFleet that holds this error for the pools that match. */
      readonly kind: 'pool';
      readonly code: string;
      readonly message?: string;
      readonly match?: Partial<Pool>;
    }
  | { readonly kind: 'slow'; readonly action: string; readonly ms: number }
  | {
      /** EC2 does what it was asked, but the answer never arrives. */
      readonly kind: 'lost-answer';
      readonly action: string;
    }
);

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

/** A token bucket over some actions, as EC2 throttles. */
export interface Throttle {
  readonly capacity: number;
  readonly perSecond: number;
  readonly actions: readonly string[];
}

const STATUS: Readonly<Record<string, number>> = {
  RequestLimitExceeded: 503,
  InsufficientInstanceCapacity: 500,
  InternalError: 500,
  ServiceUnavailable: 503,
};

const MESSAGES: Readonly<Record<string, string>> = {
  InsufficientInstanceCapacity:
    'We currently do not have sufficient capacity in the Availability Zone you requested.',
  MaxSpotInstanceCountExceeded: 'Max spot instance count exceeded',
  RequestLimitExceeded: 'Request limit exceeded.',
  UnfulfillableCapacity:
    'Unable to fulfill capacity due to your request configuration. Please adjust your request and try again.',
};

/** Everything that currently goes wrong at this EC2. */
export class Faults {
  #active: { fault: Fault; left: number }[] = [];
  #bucket: { throttle: Throttle; tokens: number; at: number } | undefined;

  add(...faults: Fault[]): void {
    this.#active.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  throttle(throttle: Throttle): void {
    this.#bucket = { throttle, tokens: throttle.capacity, at: performance.now() };
  }

  clear(): void {
    this.#active = [];
    this.#bucket = undefined;
  }

  /** @throws Ec2Error when a fault or the throttle refuses this call */
  check(action: string): void {
    if (this.#isThrottled(action)) {
      throw new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);
    }
    const fault = this.#take('refuse', (f) => f.action === action);
    if (!fault) return;
    const status = fault.status ?? STATUS[fault.code] ?? 400;
    throw new Ec2Error(fault.code, faultMessage(fault), status);
  }

  delayMs(action: string): number {
    return this.#take('slow', (f) => f.action === action)?.ms ?? 0;
  }

  losesAnswer(action: string): boolean {
    return this.#take('lost-answer', (f) => f.action === action) !== undefined;
  }

  /** The error of this pool, if it has one now. */
  ofPool(pool: Pool): { code: string; message: string } | undefined {
    const fault = this.#take('pool', ({ match = {} }) =>
      Object.entries(match).every(([name, value]) => pool[name as keyof Pool] === value),
    );
    return fault && { code: fault.code, message: faultMessage(fault) };
  }

  #take<Kind extends Fault['kind']>(
    kind: Kind,
    matches: (fault: FaultOf<Kind>) => boolean,
  ): FaultOf<Kind> | undefined {
    for (const entry of this.#active) {
      if (!isKind(entry.fault, kind) || !matches(entry.fault)) continue;
      entry.left--;
      if (entry.left <= 0) this.#active = this.#active.filter((other) => other !== entry);
      return entry.fault;
    }
    return undefined;
  }

  #isThrottled(action: string): boolean {
    const bucket = this.#bucket;
    if (!bucket?.throttle.actions.includes(action)) return false;
    const now = performance.now();
    const refill = ((now - bucket.at) / 1000) * bucket.throttle.perSecond;
    bucket.tokens = Math.min(bucket.throttle.capacity, bucket.tokens + refill);
    bucket.at = now;
    if (bucket.tokens < 1) return true;
    bucket.tokens--;
    return false;
  }
}

function isKind<Kind extends Fault['kind']>(fault: Fault, kind: Kind): fault is FaultOf<Kind> {
  return fault.kind === kind;
}

function faultMessage({ code, message }: { code: string; message?: string }): string {
  return message ?? MESSAGES[code] ?? code;
}
