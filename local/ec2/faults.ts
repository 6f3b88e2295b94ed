import { setTimeout as sleep } from 'node:timers/promises';
import { Ec2Error } from './ec2-error.ts';
import type { Market } from '../../core/job/market.ts';
import type { Instance, LaunchSpecification } from './instance.ts';
import { ThrottleBucket, type Throttle } from './throttle.ts';

/** A launch pool; a fleet tries its pools in order. */
export interface Pool {
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
}

/** Tag values of the instances that a call creates or names. */
export type About = ReadonlySet<string>;

export interface Call {
  readonly action: string;
  readonly about: About;
}

/** An injected EC2 fault. */
export type Fault = {
  /** Number of occurrences (default: until `clear`). */
  readonly times?: number;
  /** Limits the fault to instances with this tag value, e.g. those of one job. */
  readonly about?: string;
} & (
  | {
      /** The call fails with `code`. */
      readonly kind: 'refuse';
      readonly action: string;
      readonly code: string;
      readonly message?: string;
      readonly status?: number;
    }
  | {
      /** CreateFleet answers 200 with this error for matching pools. */
      readonly kind: 'pool';
      readonly code: string;
      readonly message?: string;
      readonly match?: Partial<Pool>;
    }
  | { readonly kind: 'slow'; readonly action: string; readonly ms: number }
  | {
      /** The call is carried out, and its answer waits. */
      readonly kind: 'held';
      readonly action: string;
      readonly until: Promise<unknown>;
    }
  | {
      /** The call is carried out, but its answer never arrives. */
      readonly kind: 'lost-answer';
      readonly action: string;
    }
  | {
      /** Modifies a new instance before it boots: its disk, its network. */
      readonly kind: 'machine';
      readonly specify?: (asked: LaunchSpecification) => LaunchSpecification;
      readonly prepare?: (instance: Instance) => void;
    }
  | {
      /** A state change is not published to EventBridge. */
      readonly kind: 'lost-event';
    }
);

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

const NOBODY: About = new Set();

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
  VcpuLimitExceeded: 'You have requested more vCPU capacity than your current vCPU limit allows.',
};

/** The active faults of this EC2. */
export class Faults {
  /** Maximum instances per market; those shutting down still count. */
  quota = Infinity;
  #active: { fault: Fault; left: number }[] = [];
  #bucket: ThrottleBucket | undefined;

  add(...faults: Fault[]): void {
    this.#active.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  throttle(throttle: Throttle): void {
    this.#bucket = new ThrottleBucket(throttle);
  }

  clear(): void {
    this.#active = [];
    this.#bucket = undefined;
    this.quota = Infinity;
  }

  /** @throws Ec2Error if a fault or the throttle applies to this call */
  check({ action, about }: Call): void {
    if (this.#bucket?.admits(action) === false) {
      throw new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);
    }
    const fault = this.#take('refuse', about, (f) => f.action === action);
    if (!fault) return;
    const status = fault.status ?? STATUS[fault.code] ?? 400;
    throw new Ec2Error(fault.code, faultMessage(fault), status);
  }

  /** Settles when the answer may go. */
  async delay({ action, about }: Call): Promise<void> {
    await sleep(this.#take('slow', about, (f) => f.action === action)?.ms ?? 0);
    await this.#take('held', about, (f) => f.action === action)?.until;
  }

  losesAnswer({ action, about }: Call): boolean {
    return this.#take('lost-answer', about, (f) => f.action === action) !== undefined;
  }

  losesEvent(instance: Instance): boolean {
    return this.#take('lost-event', aboutTags(instance.tags)) !== undefined;
  }

  /** This pool's error, if a fault applies. */
  ofPool(pool: Pool, about: About = NOBODY): { code: string; message: string } | undefined {
    const fault = this.#take('pool', about, ({ match = {} }) =>
      Object.entries(match).every(([name, value]) => pool[name as keyof Pool] === value),
    );
    return fault && { code: fault.code, message: faultMessage(fault) };
  }

  /** Error of a market whose quota is exhausted. */
  ofQuota(market: Market, instances: readonly Instance[]) {
    const ours = instances.filter((one) => one.market === market && one.state !== 'terminated');
    if (ours.length < this.quota) return undefined;
    const code = market === 'spot' ? 'MaxSpotInstanceCountExceeded' : 'VcpuLimitExceeded';
    return { code, message: faultMessage({ code }) };
  }

  /** Fault for a new instance; consumes one occurrence. */
  ofMachine(tags: Readonly<Record<string, string>>): FaultOf<'machine'> | undefined {
    return this.#take('machine', aboutTags(tags));
  }

  #take<Kind extends Fault['kind']>(
    kind: Kind,
    about: About,
    matches: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | undefined {
    for (const entry of this.#active) {
      const { fault } = entry;
      const isOthers = fault.about !== undefined && !about.has(fault.about);
      if (isOthers || !isKind(fault, kind) || !matches(fault)) continue;
      entry.left--;
      if (entry.left <= 0) this.#active = this.#active.filter((other) => other !== entry);
      return fault;
    }
    return undefined;
  }
}

export function aboutTags(tags: Readonly<Record<string, string>>): About {
  return new Set(Object.values(tags));
}

function isKind<Kind extends Fault['kind']>(fault: Fault, kind: Kind): fault is FaultOf<Kind> {
  return fault.kind === kind;
}

function faultMessage({ code, message }: { code: string; message?: string }): string {
  return message ?? MESSAGES[code] ?? code;
}
