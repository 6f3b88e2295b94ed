/**
 * AWS's answers to a launch request, and what each means for a job. CreateFleet reports a lack of
 * capacity inside a 200 answer, one entry per pool, and may return errors and an instance together;
 * only an invalid request is an API error.
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

/** A trailing * matches any suffix. */
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
    // AWS staff review a new account for some hours.
    'PendingVerification',
  ],
  // No definite answer: the same request is repeated, with the same client token.
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

/** Errors of one pool; ignored if another pool lacked capacity. */
const POOL_ONLY = ['Unsupported', 'InvalidFleetConfiguration'];

export interface Subnet {
  id: string;
  zone: string;
}

/** A temporary refusal: the job waits. */
export interface NotNow {
  kind: Exclude<LaunchProblem, 'Misconfigured'>;
  codes: string[];
}

export interface Launched {
  kind: 'Launched';
  instance: JobInstance;
  /** Pools that refused before, each with EC2's error code. */
  refused: string[];
}

export type LaunchOutcome = Launched | NotNow | { kind: 'Misconfigured'; codes: string[] };

/**
 * The client token no longer yields an instance: it was used with other parameters (by an older
 * deployment or image), or its instance has ended. RunInstances reports the latter since January
 * 2025 (https://github.com/boto/boto3/issues/4406); CreateFleet's behaviour is not documented.
 */
export function isTokenUsed(outcome: { codes: readonly string[] }): boolean {
  const codes = ['IdempotentParameterMismatch', 'IdempotentInstanceTerminated'];
  return outcome.codes.some((code) => codes.includes(code));
}

/** Meaning of a code inside a 200 answer. AWS adds codes; an unknown one may pass: no capacity. */
export function problemInAnswer(code: string): LaunchProblem {
  return knownProblem(code) ?? (POOL_ONLY.includes(code) ? 'Misconfigured' : 'NoCapacity');
}

/** Meaning of a refused request. An unknown 4xx would recur; a 5xx may pass. */
export function problemOfRefusal(code: string, httpStatus: number | undefined): LaunchProblem {
  const isPassing = httpStatus === undefined || httpStatus === 429 || httpStatus >= 500;
  return knownProblem(code) ?? (isPassing ? 'Throttled' : 'Misconfigured');
}

/** False for an unknown code, which needs a look by an operator. */
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

/** Reads a fleet's answer: an instance wins over any errors beside it. */
export function readFleetAnswer(
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

/** Waiting helps if any pool only lacks capacity; otherwise the most lasting problem wins. */
function worstThatWaits(problems: readonly LaunchProblem[]): LaunchProblem {
  const order = ['NoCapacity', 'Throttled', 'QuotaReached', 'Misconfigured'] as const;
  return order.find((problem) => problems.includes(problem)) ?? 'NoCapacity';
}
