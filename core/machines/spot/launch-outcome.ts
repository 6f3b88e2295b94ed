/**
 * What AWS answers when it is asked for an instance, and what that means for a job: one table.
 * CreateFleet reports a lack of capacity inside a 200 answer, one entry for each pool, and may send
 * errors and an instance together; only a wrong request is an API error.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
import type { CreateFleetResult } from '@aws-sdk/client-ec2';
import type { JobErrorCode } from '../../base/job-errors.ts';
import type { JobInstance } from '../../job/job.ts';

type LaunchProblem = Extract<
  JobErrorCode,
  'NoCapacity' | 'Throttled' | 'QuotaReached' | 'Misconfigured'
>;

/** A name that ends in * stands for all that begin with it. */
const PROBLEMS: Record<LaunchProblem, readonly string[]> = {
  NoCapacity: [
    'InsufficientInstanceCapacity',
    'UnfulfillableCapacity',
    'InsufficientCapacity*',
    'InsufficientHostCapacity',
    'InsufficientReservedInstanceCapacity',
    'SpotMaxPriceTooLow',
    'InsufficientFreeAddressesInSubnet',
    'InsufficientAddressCapacity',
    'ReservationCapacityExceeded',
  ],
  QuotaReached: [
    'MaxSpotInstanceCountExceeded',
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'MaxFleetCountExceeded',
    'MaxSpotFleetRequestCountExceeded',
    'ResourceLimitExceeded',
    'ResourceCountLimitExceeded',
    'TargetCapacityLimitExceeded*',
    // A new account is looked at by people for some hours.
    'PendingVerification',
  ],
  // EC2 gave no answer that counts: the same request is repeated, with the same client token.
  Throttled: [
    'RequestLimitExceeded',
    'Throttl*',
    'TooManyRequests*',
    'EC2ThrottledException',
    'InternalError',
    'InternalFailure',
    'ServiceUnavailable',
    'Unavailable',
    'RequestTimeout*',
    'RequestExpired',
    'TimeoutError',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
    'EAI_AGAIN',
    'ENOTFOUND',
  ],
  Misconfigured: [
    'UnauthorizedOperation',
    'AuthFailure*',
    'AccessDenied*',
    'SsmAccessDenied',
    'OptInRequired',
    'Blocked',
    'InvalidBlockDeviceMapping',
    'InvalidAMIID*',
    'InvalidLaunchTemplate*',
    'InvalidParameter*',
    'InvalidSubnetID*',
    'InvalidSubnet.*',
    'InvalidGroup*',
    'InvalidInput',
    'InvalidKeyPair*',
    'InvalidUserData*',
    'IdempotentInstanceTerminated',
    'IdempotentParameterMismatch',
    'MissingParameter',
  ],
};

/** These concern one pool: they say nothing if another pool lacked capacity. */
const POOL_ONLY = ['Unsupported', 'InvalidFleetConfiguration'];

export interface Subnet {
  id: string;
  zone: string;
}

/** A "no" that passes: the job waits. */
export interface NotNow {
  kind: Exclude<LaunchProblem, 'Misconfigured'>;
  codes: string[];
}

export interface Launched {
  kind: 'Launched';
  instance: JobInstance;
  /** Pools that were asked before and had none, each with EC2's code. */
  refused: string[];
}

export type LaunchOutcome = Launched | NotNow | { kind: 'Misconfigured'; codes: string[] };

/**
 * The client token gives no instance any more: it was used with other parameters, by a launcher of an older
 * deployment or image, or for an instance that has ended. RunInstances says the latter since January
 * 2025 (https://github.com/boto/boto3/issues/4406); whether a fleet does, or names the ended instance, is not documented.
 */
export function isTokenUsed(outcome: { codes: readonly string[] }): boolean {
  const codes = ['IdempotentParameterMismatch', 'IdempotentInstanceTerminated'];
  return outcome.codes.some((code) => codes.includes(code));
}

/** The meaning of a code inside a 200 answer; AWS adds codes, and an unknown one may pass: no capacity. */
export function problemInAnswer(code: string): LaunchProblem {
  return knownProblem(code) ?? (POOL_ONLY.includes(code) ? 'Misconfigured' : 'NoCapacity');
}

/** The meaning of a refused request. An unknown 4xx will be refused again; a 5xx may pass. */
export function problemOfRefusal(code: string, httpStatus: number | undefined): LaunchProblem {
  const isPassing = httpStatus === undefined || httpStatus === 429 || httpStatus >= 500;
  return knownProblem(code) ?? (isPassing ? 'Throttled' : 'Misconfigured');
}

/** False for a code that is new to us: somebody should look at it. */
export function isKnown(code: string): boolean {
  return knownProblem(code) !== undefined || POOL_ONLY.includes(code);
}

export function knownProblem(code: string): LaunchProblem | undefined {
  return (Object.keys(PROBLEMS) as LaunchProblem[]).find((problem) =>
    PROBLEMS[problem].some((name) =>
      name.endsWith('*') ? code.startsWith(name.slice(0, -1)) : code === name,
    ),
  );
}

/** Reads a fleet's answer: an instance counts, whatever errors stand beside it. */
export function outcomeOf(
  answer: CreateFleetResult,
  asked: { imageId: string; subnets: readonly Subnet[] },
): LaunchOutcome {
  const zoneOf = (subnetId: string | undefined) =>
    asked.subnets.find(({ id }) => id === subnetId)?.zone ?? 'unknown';
  const errors = answer.Errors ?? [];
  const launched = (answer.Instances ?? []).find((item) => (item.InstanceIds ?? []).length > 0);
  const id = launched?.InstanceIds?.[0];
  if (launched && id !== undefined) {
    const override = launched.LaunchTemplateAndOverrides?.Overrides;
    const refused = errors.map(({ ErrorCode, LaunchTemplateAndOverrides: pool }) => {
      const { InstanceType = 'unknown', SubnetId } = pool?.Overrides ?? {};
      return `${InstanceType} in ${zoneOf(SubnetId)}: ${ErrorCode ?? 'unknown'}`;
    });
    return {
      kind: 'Launched',
      instance: {
        id,
        type: launched.InstanceType ?? override?.InstanceType ?? 'unknown',
        market: launched.Lifecycle === 'on-demand' ? 'on-demand' : 'spot',
        zone: zoneOf(override?.SubnetId),
        imageId: asked.imageId,
        launchedAt: new Date().toISOString(),
      },
      refused,
    };
  }
  const codes = [...new Set(errors.map((error) => error.ErrorCode ?? 'unknown'))];
  return { kind: worstThatWaits(codes.map(problemInAnswer)), codes };
}

/** Waiting helps if any pool only lacks capacity; otherwise the most lasting problem is told. */
function worstThatWaits(problems: readonly LaunchProblem[]): LaunchProblem {
  const order = ['NoCapacity', 'Throttled', 'QuotaReached', 'Misconfigured'] as const;
  return order.find((problem) => problems.includes(problem)) ?? 'NoCapacity';
}
