/** Settings of the agent; the only reader of the environment on the instance. */
import * as z from 'zod';
import { PoolName } from '../../core/job/route-name.ts';
import { ModelName } from '../../core/transcript/model-name.ts';
import { isLoopback, ListenAddress, LOOPBACK, MIN_KEY_LENGTH } from './server/listen-address.ts';

const GIB = 1024 ** 3;

/** Settings of machines that take job after job; those of one job need none. */
const PoolEnvironment = {
  /** URLs of the pools' queues. */
  SPOTSCRIBE_BATCH_QUEUE: z.url().optional(),
  SPOTSCRIBE_WARM_QUEUE: z.url().optional(),
  /** The pool of a box; an instance has a tag. */
  SPOTSCRIBE_POOL: PoolName.optional(),
  /** For a box on an embedded cloud: its shipped model does the jobs of this one. */
  SPOTSCRIBE_STAND_IN_FOR: ModelName.optional(),
  /** After this the machine shuts itself down. */
  SPOTSCRIBE_LIFE_MINUTES: z.coerce.number().positive().optional(),
  /** Port of the server on loopback; 0: a free one. */
  SPOTSCRIBE_PORT: z.coerce.number().int().min(0).max(65_535).default(8420),
  /** HOST:PORT, in place of loopback. */
  SPOTSCRIBE_LISTEN: ListenAddress.optional(),
  SPOTSCRIBE_SERVER_KEY: z.string().min(MIN_KEY_LENGTH).optional(),
  /** Requests that the server holds at once. */
  SPOTSCRIBE_PLACES: z.coerce.number().int().min(1).max(100).default(4),
  SPOTSCRIBE_MAX_AUDIO_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(4 * GIB),
};

const UserIds = z
  .templateLiteral([z.int().min(0), ':', z.int().min(0)])
  .transform((ids) => ids.split(':').map(Number))
  .transform(([uid = NaN, gid = NaN]) => ({ uid, gid }));

const Environment = z
  .object({
    ...PoolEnvironment,
    PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
    AWS_REGION: z.string().min(1),
    SPOTSCRIBE_API_URL: z.url(),
    SPOTSCRIBE_ROOT: z.string().default(''),
    SPOTSCRIBE_ENGINE_USER: UserIds.optional(),
    SPOTSCRIBE_ANALYSIS_USER: UserIds.optional(),
    // A language model that produces nothing for so long is given up.
    SPOTSCRIBE_ANALYSIS_SILENCE_SECONDS: z.coerce.number().positive().default(60),
    SPOTSCRIBE_ANALYSIS_LOAD_SECONDS: z.coerce.number().positive().default(200),
    // A model for names that gets no further for so long is given up; loading counts.
    SPOTSCRIBE_NAMES_SILENCE_SECONDS: z.coerce.number().positive().default(90),
    // For a box; an instance's system knows its own.
    SPOTSCRIBE_ENGINE_LIBRARIES: z.string().min(1).optional(),
    // Not set by stacks older than this setting.
    SPOTSCRIBE_ALLOW_CPU: z
      .enum(['true', 'false'])
      .default('true')
      .transform((text) => text === 'true'),
    SPOTSCRIBE_LOG_GROUP: z.string().optional(),
    SPOTSCRIBE_LOG_ROLE: z.string().optional(),
    AWS_ENDPOINT_URL: z.url().optional(),
    AWS_EC2_METADATA_SERVICE_ENDPOINT: z.url().default('http://169.254.169.254'),
    WATCHDOG_USEC: z.coerce.number().int().positive().optional(),
  })
  .superRefine(({ SPOTSCRIBE_LISTEN: listen, SPOTSCRIBE_SERVER_KEY: key }, context) => {
    if (!listen || key !== undefined || isLoopback(listen.host)) return;
    context.addIssue({ code: 'custom', path: ['SPOTSCRIBE_SERVER_KEY'], message: 'missing' });
  });

/** Log group, the role that may write to it, and the endpoints of CloudWatch Logs and STS. */
export interface LogTarget {
  readonly group: string;
  readonly role: string;
  readonly url: string;
  readonly stsUrl: string;
}

/** The HTTP server of a machine that serves. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Wanted of every request but those for its health; undefined, on loopback alone: no key. */
  readonly key: string | undefined;
  /** Requests that it holds at once. */
  readonly places: number;
  readonly maxAudioBytes: number;
  /** Whether requests may name any host: a network without browsers calls it by names of its own. */
  readonly anyHost: boolean;
}

export interface PoolConfig {
  /** URLs; undefined if the machine has none. */
  readonly queues: Record<PoolName, string | undefined>;
  /** The pool of a box. */
  readonly pool: PoolName | undefined;
  readonly lifeMinutes: number | undefined;
}

/** The program of the language model. */
export interface AnalysisConfig {
  /** Its user; undefined: the agent's own. */
  readonly user: { uid: number; gid: number } | undefined;
  /** Without a token for so long it is given up; three times that for the first. */
  readonly silenceMs: number;
  /** For loading; shorter than the workflow waits for a heartbeat. */
  readonly loadMs: number;
}

export interface AgentConfig {
  readonly region: string;
  readonly apiUrl: string;
  readonly metadataUrl: string;
  /** Endpoint of S3 in a region. */
  readonly s3Url: (region: string) => string;
  /** CloudWatch Logs beside the console; undefined: console only. */
  readonly logs: LogTarget | undefined;
  /** Install folder of `ami/provision.sh`; read-only. */
  readonly home: string;
  /** Default model of the image. */
  readonly modelFolder: string;
  /** Name under which jobs get the default model; undefined: its manifest's. */
  readonly standInFor: string | undefined;
  /** Holds the image's other models, each in a folder of its name. */
  readonly otherModelsFolder: string;
  /** Folder of downloaded models. */
  readonly modelsFolder: string;
  /** Writable by the engine. */
  readonly workDir: string;
  readonly audioFile: string;
  /** The engine's checkpoint, kept until the job ends. */
  readonly checkpointFile: string;
  /** Contains the task token: in memory on a real image, so that no disk snapshot has it. */
  readonly stateFile: string;
  /** User of the engine; undefined: the agent's own. */
  readonly engineUser: { uid: number; gid: number } | undefined;
  /** Folder of shared libraries beside the system's. */
  readonly engineLibraries: string | undefined;
  /** Folders of the system's programs. */
  readonly path: string;
  /** Whether a job may run on the CPU of a machine that has a GPU. */
  readonly allowCpu: boolean;
  readonly analysis: AnalysisConfig;
  /** The model for names is given up after so long without progress; shorter than a heartbeat is waited for. */
  readonly namesSilenceMs: number;
  readonly pool: PoolConfig;
  readonly server: ServerConfig;
  /** systemd's watchdog timeout; undefined if it does not watch. */
  readonly watchdogMs: number | undefined;
}

/** Thrown when required settings are missing or malformed. */
export class AgentConfigError extends Error {
  constructor(problems: string[]) {
    super(`The agent cannot start: ${problems.join('; ')}. Start it by boot.sh.`);
    this.name = 'AgentConfigError';
  }
}

/** @throws AgentConfigError naming every missing or malformed setting */
export function readAgentConfig(
  environment: Record<string, string | undefined> = process.env,
): AgentConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    throw new AgentConfigError(
      parsed.error.issues.map(({ path }) => {
        const name = path.join('.');
        return `${name} is ${environment[name] === undefined ? 'missing' : 'malformed'}`;
      }),
    );
  }
  const root = parsed.data.SPOTSCRIBE_ROOT;
  const workDir = `${root}/var/lib/spotscribe`;
  return {
    region: parsed.data.AWS_REGION,
    apiUrl: parsed.data.SPOTSCRIBE_API_URL,
    metadataUrl: parsed.data.AWS_EC2_METADATA_SERVICE_ENDPOINT,
    s3Url: (region) => urlOf('s3', { ...parsed.data, AWS_REGION: region }),
    logs: logTarget(parsed.data),
    home: `${root}/opt/spotscribe`,
    modelFolder: `${root}/opt/spotscribe/model`,
    standInFor: parsed.data.SPOTSCRIBE_STAND_IN_FOR,
    otherModelsFolder: `${root}/opt/spotscribe/models`,
    modelsFolder: `${workDir}/models`,
    workDir,
    audioFile: `${workDir}/audio`,
    checkpointFile: `${workDir}/checkpoint`,
    stateFile: `${root}/run/spotscribe/task.json`,
    engineUser: parsed.data.SPOTSCRIBE_ENGINE_USER,
    engineLibraries: parsed.data.SPOTSCRIBE_ENGINE_LIBRARIES,
    path: parsed.data.PATH,
    allowCpu: parsed.data.SPOTSCRIBE_ALLOW_CPU,
    analysis: analysisConfig(parsed.data),
    namesSilenceMs: parsed.data.SPOTSCRIBE_NAMES_SILENCE_SECONDS * 1000,
    pool: poolConfig(parsed.data),
    server: serverConfig(parsed.data),
    watchdogMs: parsed.data.WATCHDOG_USEC && parsed.data.WATCHDOG_USEC / 1000,
  };
}

type Environment = z.infer<typeof Environment>;

function analysisConfig(environment: Environment): AnalysisConfig {
  return {
    user: environment.SPOTSCRIBE_ANALYSIS_USER,
    silenceMs: environment.SPOTSCRIBE_ANALYSIS_SILENCE_SECONDS * 1000,
    loadMs: environment.SPOTSCRIBE_ANALYSIS_LOAD_SECONDS * 1000,
  };
}

function poolConfig(environment: Environment): PoolConfig {
  return {
    queues: { batch: environment.SPOTSCRIBE_BATCH_QUEUE, warm: environment.SPOTSCRIBE_WARM_QUEUE },
    pool: environment.SPOTSCRIBE_POOL,
    lifeMinutes: environment.SPOTSCRIBE_LIFE_MINUTES,
  };
}

function serverConfig(environment: Environment): ServerConfig {
  return {
    ...(environment.SPOTSCRIBE_LISTEN ?? { host: LOOPBACK, port: environment.SPOTSCRIBE_PORT }),
    key: environment.SPOTSCRIBE_SERVER_KEY,
    places: environment.SPOTSCRIBE_PLACES,
    maxAudioBytes: environment.SPOTSCRIBE_MAX_AUDIO_BYTES,
    anyHost: false,
  };
}

function logTarget(environment: Environment): LogTarget | undefined {
  const { SPOTSCRIBE_LOG_GROUP: group, SPOTSCRIBE_LOG_ROLE: role } = environment;
  if (group === undefined || role === undefined) return undefined;
  return { group, role, url: urlOf('logs', environment), stsUrl: urlOf('sts', environment) };
}

/** Endpoint as the SDK resolves it: from the environment, or the region's own. */
function urlOf(service: string, { AWS_ENDPOINT_URL, AWS_REGION }: Environment): string {
  const domain = AWS_REGION.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return AWS_ENDPOINT_URL ?? `https://${service}.${AWS_REGION}.${domain}`;
}
