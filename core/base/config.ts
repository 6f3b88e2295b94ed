/**
 * The only reader of the environment in deployed code. A function names the settings that it needs
 * and gets them typed; all missing or malformed ones are reported at once, by name. Nothing is
 * cached: a function that fails to start must fail again, not run half configured.
 */
import * as z from 'zod';

const list = z.string().transform((text) => text.split(',').filter((item) => item !== ''));
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const wholeNumber = z.string().regex(/^\d+$/, 'a whole number').transform(Number);
const amount = z.coerce.number().min(0);
const text = z.string().min(1);
const textOrNone = z.string();

const SETTINGS = {
  stage: ['STAGE', text],
  region: ['AWS_REGION', text], // set by Lambda
  accountId: ['ACCOUNT_ID', text],
  jobsTable: ['JOBS_TABLE', text],
  audioBucket: ['AUDIO_BUCKET', text],
  resultsBucket: ['RESULTS_BUCKET', text],
  outputBuckets: ['OUTPUT_BUCKETS', list],
  modelsBucket: ['MODELS_BUCKET', text],
  audioDomain: ['AUDIO_DOMAIN', text],
  resultsDomain: ['RESULTS_DOMAIN', text],
  oidcIssuer: ['OIDC_ISSUER', textOrNone],
  oidcClientId: ['OIDC_CLIENT_ID', textOrNone],
  oidcOrigins: ['OIDC_ORIGINS', list],
  stateMachineArn: ['STATE_MACHINE_ARN', text],
  deliveryStateMachineArn: ['DELIVERY_STATE_MACHINE_ARN', text],
  bulkStateMachineArn: ['BULK_STATE_MACHINE_ARN', text],
  apiUrl: ['API_URL', text],
  pageUrl: ['PAGE_URL', text],
  oidcOwnerClaim: ['OIDC_OWNER_CLAIM', text],
  defaultOwner: ['DEFAULT_OWNER', text],
  instanceRole: ['INSTANCE_ROLE', text],
  poolRole: ['POOL_ROLE', text],
  workerRole: ['WORKER_ROLE', text],
  launchTemplate: ['LAUNCH_TEMPLATE', text],
  imageParameter: ['IMAGE_PARAMETER', text],
  models: ['MODELS', list],
  analysisModels: ['ANALYSIS_MODELS', list],
  instanceTypes: ['INSTANCE_TYPES', list],
  subnets: ['SUBNETS', list],
  zones: ['ZONES', list],
  rootGib: ['ROOT_GIB', wholeNumber],
  onDemandFallback: ['ON_DEMAND_FALLBACK', flag],
  batchMaxMachines: ['BATCH_MAX_MACHINES', wholeNumber],
  batchWaitMinutes: ['BATCH_WAIT_MINUTES', wholeNumber],
  batchSchedule: ['BATCH_SCHEDULE', textOrNone],
  timeZone: ['TIME_ZONE', text],
  warmMax: ['WARM_MAX', wholeNumber],
  sagemakerEndpoint: ['SAGEMAKER_ENDPOINT', textOrNone],
  sagemakerInstanceType: ['SAGEMAKER_INSTANCE_TYPE', text],
  sagemakerModel: ['SAGEMAKER_MODEL', text],
  heartbeatSeconds: ['HEARTBEAT_SECONDS', wholeNumber],
  timeoutSeconds: ['TIMEOUT_SECONDS', wholeNumber],
  maxLifeMinutes: ['MAX_LIFE_MINUTES', wholeNumber],
  maxAttempts: ['MAX_ATTEMPTS', wholeNumber],
  capacityPatienceSeconds: ['CAPACITY_PATIENCE_SECONDS', wholeNumber],
  launchesPerSecond: ['LAUNCHES_PER_SECOND', wholeNumber],
  launchBurst: ['LAUNCH_BURST', wholeNumber],
  capacityRetrySeconds: ['CAPACITY_RETRY_SECONDS', wholeNumber],
  requestsPerSecond: ['REQUESTS_PER_SECOND', wholeNumber],
  requestBurst: ['REQUEST_BURST', wholeNumber],
  jobsPerDay: ['JOBS_PER_DAY', wholeNumber],
  maxAudioSeconds: ['MAX_AUDIO_SECONDS', wholeNumber],
  audioUrlAllow: ['AUDIO_URL_ALLOW', list],
  holdPlaces: ['HOLD_PLACES', wholeNumber],
  holdSeconds: ['HOLD_SECONDS', wholeNumber],
  webhookAllow: ['WEBHOOK_ALLOW', list],
  intakeQueueUrl: ['INTAKE_QUEUE_URL', text],
  batchQueueUrl: ['BATCH_QUEUE_URL', text],
  warmQueueUrl: ['WARM_QUEUE_URL', text],
  intakeDeadLettersUrl: ['INTAKE_DEAD_LETTERS_URL', text],
  intakeMaxReceives: ['INTAKE_MAX_RECEIVES', wholeNumber],
  warmMin: ['WARM_MIN', wholeNumber],
  warmIdleMinutes: ['WARM_IDLE_MINUTES', wholeNumber],
  warmHours: ['WARM_HOURS', textOrNone],
  poolLifeMinutes: ['POOL_LIFE_MINUTES', wholeNumber],
  ownerBudgetUsd: ['OWNER_BUDGET_USD', amount],
  monthlyBudgetUsd: ['MONTHLY_BUDGET_USD', amount],
  parameterSeconds: ['PARAMETER_SECONDS', wholeNumber],
} as const satisfies Record<string, readonly [string, z.ZodType]>;

type Settings = typeof SETTINGS;
export type Setting = keyof Settings;
export type Config<K extends Setting> = { readonly [P in K]: z.output<Settings[P][1]> };

/** Thrown when settings that a function needs are missing or malformed. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The environment is not complete: ${problems.join('; ')}. Deploy the stack again.`);
    this.name = 'ConfigError';
  }
}

/** Reads the named settings. @throws ConfigError naming all that are missing or malformed */
export function readConfig<K extends Setting>(
  keys: readonly K[],
  environment: Record<string, string | undefined> = process.env,
): Config<K> {
  const problems: string[] = [];
  const entries = keys.map((key) => {
    const [name, schema] = SETTINGS[key];
    const raw = environment[name];
    if (raw === undefined) problems.push(`${name} is missing`);
    const parsed = schema.safeParse(raw ?? '');
    if (raw !== undefined && !parsed.success) {
      problems.push(`${name} is malformed (${parsed.error.issues[0]?.message ?? 'invalid'})`);
    }
    return [key, parsed.data] as const;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(entries) as Config<K>;
}

/** The address of a service; AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<NAME> of the environment win. */
export function endpointOf(name: string, address: string): string {
  return process.env[`AWS_ENDPOINT_URL_${name}`] ?? process.env['AWS_ENDPOINT_URL'] ?? address;
}
