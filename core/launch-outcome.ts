/**
 * What AWS answers when it is asked for an instance, and what that means for a job: one table.
 * CreateFleet reports a lack of capacity inside a 200 answer, one entry for each pool, and may send
 * errors and an instance together; only a wrong request is an API error.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
import type { CreateFleetResult } from '@aws-sdk/client-ec2';
import type { JobErrorCode } from './job-errors.ts';
import type { JobInstance } from './job.ts';

type LaunchProblem = Extract<
  JobErrorCode,
  'NoCapacity' | 'Throttled' | 'QuotaReached' | 'Misconfigured'
>;

const PROBLEMS: Record<LaunchProblem, readonly string[]> = {
  NoCapacity: [
    'InsufficientInstanceCapacity',
    'UnfulfillableCapacity',
    'InsufficientCapacity',
    'SpotMaxPriceTooLow',
    'InsufficientFreeAddressesInSubnet',
    'ReservationCapacityExceeded',
  ],
  QuotaReached: [
    'MaxSpotInstanceCountExceeded',
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'MaxFleetCountExceeded',
    'MaxSpotFleetRequestCountExceeded',
    'ResourceLimitExceeded',
    'TargetCapacityLimitExceededException',
    'PendingVerification',
  ],
  Throttled: [
    'RequestLimitExceeded',
    'Throttling',
    'ThrottlingException',
    'EC2ThrottledException',
    'InternalError',
    'ServiceUnavailable',
    'Unavailable',
    'RequestTimeout',
    'RequestTimeoutException',
  ],
  Misconfigured: [
    'UnauthorizedOperation',
    'AuthFailure',
    'SsmAccessDenied',
    'InvalidBlockDeviceMapping',
    'InvalidAMIID.NotFound',
    'InvalidAMIID.Malformed',
    'InvalidAMIID.Unavailable',
    'InvalidLaunchTemplateId.NotFound',
    'InvalidLaunchTemplateName.NotFoundException',
    'InvalidParameter',
    'InvalidParameterValue',
    'InvalidSubnetID.NotFound',
    'InvalidGroup.NotFound',
    'InvalidUserData.Malformed',
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

export type LaunchOutcome =
  { kind: 'Launched'; instance: JobInstance } | NotNow | { kind: 'Misconfigured'; codes: string[] };

/** The meaning of a code inside a 200 answer; AWS adds codes, and an unknown one may pass: no capacity. */
export function problemInAnswer(code: string): LaunchProblem {
  return knownProblem(code) ?? (POOL_ONLY.includes(code) ? 'Misconfigured' : 'NoCapacity');
}

/** The meaning of a refused request. An unknown 4xx will be refused again; a 5xx may pass. */
export function problemOfRefusal(code: string, httpStatus: number | undefined): LaunchProblem {
  const isPassing = httpStatus === undefined || httpStatus === 429 || httpStatus >= 500;
  return knownProblem(code) ?? (isPassing ? 'Throttled' : 'Misconfigured');
}

function knownProblem(code: string): LaunchProblem | undefined {
  return (Object.keys(PROBLEMS) as LaunchProblem[]).find((problem) =>
    PROBLEMS[problem].includes(code),
  );
}

/** Reads a fleet's answer: an instance counts, whatever errors stand beside it. */
export function outcomeOf(
  answer: CreateFleetResult,
  asked: { imageId: string; subnets: readonly Subnet[] },
): LaunchOutcome {
  const launched = (answer.Instances ?? []).find((item) => (item.InstanceIds ?? []).length > 0);
  const id = launched?.InstanceIds?.[0];
  if (launched && id !== undefined) {
    const override = launched.LaunchTemplateAndOverrides?.Overrides;
    return {
      kind: 'Launched',
      instance: {
        id,
        type: launched.InstanceType ?? override?.InstanceType ?? 'unknown',
        market: launched.Lifecycle === 'on-demand' ? 'on-demand' : 'spot',
        zone: asked.subnets.find(({ id }) => id === override?.SubnetId)?.zone ?? 'unknown',
        imageId: asked.imageId,
        launchedAt: new Date().toISOString(),
      },
    };
  }
  const codes = [...new Set((answer.Errors ?? []).map((error) => error.ErrorCode ?? 'unknown'))];
  const problems = codes.map(problemInAnswer);
  // Waiting helps if any pool only lacks capacity; otherwise the most lasting problem is told.
  const kind =
    (['NoCapacity', 'Throttled', 'QuotaReached', 'Misconfigured'] as const).find((problem) =>
      problems.includes(problem),
    ) ?? 'NoCapacity';
  return { kind, codes };
}
