/** A deployment's settings as the simulator needs them: the defaults of serverless.yml, read from it. */
import { declaredSettings } from '../../account/declared-settings.ts';
import type { BatchSettings } from '../../core/machines/pool/drainers.ts';
import type { WarmSettings } from '../../core/machines/pool/warm-servers.ts';
import type { WaitLimits } from '../../core/machines/launch-wait.ts';
import type { LaunchBudget } from '../../core/machines/spot/launch-budget.ts';
import type { RateLimit } from '../../core/access/rate-limit.ts';

export interface Settings extends BatchSettings, WarmSettings, WaitLimits {
  launch: LaunchBudget;
  instanceTypes: readonly string[];
  rootGib: number;
  maxAttempts: number;
  heartbeatSeconds: number;
  jobsPerDay: number;
  /** Rate limit of one API key. */
  keyRate: RateLimit;
  /** Throttle of the API's stage, all callers together. */
  apiRate: RateLimit;
  /** Instances of the SageMaker endpoint, at most. */
  sagemakerMaxInstances: number;
  /** Instance type of the endpoint: `ml.g4dn.xlarge`. */
  sagemakerInstanceType: string;
}

/** @throws TypeError if serverless.yml has no such setting, or it is no number */
export function defaultSettings(declared = declaredSettings()): Settings {
  const text = (name: string): string => {
    const value = declared.get(name);
    if (value === undefined) throw new TypeError(`serverless.yml has no setting ${name}`);
    return value;
  };
  const number = (name: string): number => {
    const value = Number(text(name));
    if (Number.isNaN(value)) throw new TypeError(`the setting ${name} is no number`);
    return value;
  };
  return {
    launch: { burst: number('launchBurst'), perSecond: number('launchesPerSecond') },
    instanceTypes: text('instanceTypes').split(','),
    rootGib: number('rootGiB'),
    maxAttempts: number('maxAttempts'),
    heartbeatSeconds: number('heartbeatSeconds'),
    capacityPatienceSeconds: number('capacityPatienceSeconds'),
    capacityRetrySeconds: number('capacityRetrySeconds'),
    jobsPerDay: number('jobsPerDay'),
    keyRate: { burst: number('requestBurst'), perSecond: number('requestsPerSecond') },
    apiRate: { burst: number('apiRequestBurst'), perSecond: number('apiRequestsPerSecond') },
    batchMaxMachines: number('batchMaxMachines'),
    batchWaitMinutes: number('batchWaitMinutes'),
    warmMin: number('warmMin'),
    warmMax: number('warmMax'),
    warmIdleMinutes: number('warmIdleMinutes'),
    warmHours: text('warmHours'),
    timeZone: text('timeZone'),
    poolLifeMinutes: number('poolLifeMinutes'),
    sagemakerInstanceType: text('sagemakerInstanceType'),
    sagemakerMaxInstances: number('sagemakerMaxInstances'),
  };
}
