import { Ec2Error } from './ec2-error.ts';
import type { Instance, LaunchSpecification, Market } from './instance.ts';
import { ThrottleBucket, type Throttle } from './throttle.ts';

/** What one launch pool is: a fleet tries pools one after the other. */
export interface Pool {
  readonly type: string;
  readonly zone: string;
  readonly market: Market;
}

/** Tag values of the instances that a call is about: those that it makes, or that it names. */
export type About = ReadonlySet<string>;

export interface Call {
  readonly action: string;
  readonly about: About;
}

/** Something that goes wrong at EC2. */
export type Fault = {
  /** How often (default: until `clear`). */
  readonly times?: number;
  /** Only with instances that have this value in a tag: with those of one job, say. */
  readonly about?: string;
} & (
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
  | {
      /** What becomes of a new instance before its first program: of its disk, of its network. */
      readonly kind: 'machine';
      readonly specify?: (asked: LaunchSpecification) => LaunchSpecification;
      readonly prepare?: (instance: Instance) => void;
    }
  | {
      /** What happens to an instance is not told on EventBridge. */
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

/** Everything that currently goes wrong at this EC2. */
export class Faults {
  /** How many instances of each market the account may have; one that shuts down still counts. */
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

  /** @throws Ec2Error when a fault or the throttle refuses this call */
  check({ action, about }: Call): void {
    if (this.#bucket?.admits(action) === false) {
      throw new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);
    }
    const fault = this.#take('refuse', about, (f) => f.action === action);
    if (!fault) return;
    const status = fault.status ?? STATUS[fault.code] ?? 400;
    throw new Ec2Error(fault.code, faultMessage(fault), status);
  }

  delayMs({ action, about }: Call): number {
    return this.#take('slow', about, (f) => f.action === action)?.ms ?? 0;
  }

  losesAnswer({ action, about }: Call): boolean {
    return this.#take('lost-answer', about, (f) => f.action === action) !== undefined;
  }

  losesEvent(instance: Instance): boolean {
    return this.#take('lost-event', aboutTags(instance.tags)) !== undefined;
  }

  /** The error of this pool, if it has one now. */
  ofPool(pool: Pool, about: About = NOBODY): { code: string; message: string } | undefined {
    const fault = this.#take('pool', about, ({ match = {} }) =>
      Object.entries(match).every(([name, value]) => pool[name as keyof Pool] === value),
    );
    return fault && { code: fault.code, message: faultMessage(fault) };
  }

  /** The error of a market whose quota is used up. */
  ofQuota(market: Market, instances: readonly Instance[]) {
    const ours = instances.filter((one) => one.market === market && one.state !== 'terminated');
    if (ours.length < this.quota) return undefined;
    const code = market === 'spot' ? 'MaxSpotInstanceCountExceeded' : 'VcpuLimitExceeded';
    return { code, message: faultMessage({ code }) };
  }

  /** What a new instance has against it; taken once for each launch. */
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
