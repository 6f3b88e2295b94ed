import type { Market } from '../../core/job/market.ts';
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
export type InstanceState =
  'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/** State reasons in DescribeInstances. */
export const REASONS = {
  user: {
    code: 'Client.UserInitiatedShutdown',
    message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  },
  guest: {
    code: 'Client.InstanceInitiatedShutdown',
    message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
  },
  spot: {
    code: 'Server.SpotInstanceTermination',
    message: 'Server.SpotInstanceTermination: Spot instance termination',
  },
  volumes: {
    code: 'Client.VolumeLimitExceeded',
    message: 'Client.VolumeLimitExceeded: Volume limit exceeded',
  },
  hardware: {
    code: 'Server.InternalError',
    message: 'Server.InternalError: Internal error',
  },
} as const satisfies Record<string, StateReason>;

/** What to start: launch template, overrides and request merged. */
export interface LaunchSpecification {
  readonly type: string;
  readonly zone: string;
  readonly subnetId: string | undefined;
  readonly imageId: string;
  readonly market: Market;
  /** Decoded; must start with #! to run. */
  readonly userData: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly profile: { readonly arn: string; readonly role: string } | undefined;
  readonly metadata: MetadataOptions;
  readonly onGuestShutdown: 'stop' | 'terminate';
  readonly clientToken: string | undefined;
}

/** The launch template's MetadataOptions. */
export interface MetadataOptions {
  readonly tokens: 'required' | 'optional';
  readonly enabled: boolean;
  readonly tags: boolean;
}

export interface Instance extends Omit<LaunchSpecification, 'tags'> {
  readonly id: string;
  readonly launchedAt: Date;
  readonly privateIp: string;
  /** Folder that serves as the machine's `/`. */
  readonly root: string;
  readonly tags: Record<string, string>;
  state: InstanceState;
  /** When its programs began to run; undefined if it was ended before. */
  ranAt?: Date;
  stateReason?: StateReason;
  terminatedAt?: Date;
  /** Set by a spot interruption notice. */
  interruption?: { readonly action: 'terminate'; readonly time: string };
  /** Time of the rebalance recommendation. */
  rebalanceAt?: string;
  /** Fault: milliseconds for which it is NotFound. */
  unseenMs?: number;
  /** Fault: milliseconds from shutting-down to terminated. */
  lingerMs?: number;
  /** Niceness of its processes: 19 leaves the processor to others (nice(2)). Default: 0. */
  niceness?: number;
  /** Fault: additional environment of its programs. */
  environment?: Readonly<Record<string, string>>;
}

export function isGone(instance: Instance): boolean {
  return instance.state === 'shutting-down' || instance.state === 'terminated';
}

/** ISO 8601 without milliseconds, as EC2 writes times. */
export function secondsIso(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function consoleLog(instance: Pick<Instance, 'root'>): string {
  return `${instance.root}/var/log/cloud-init-output.log`;
}
