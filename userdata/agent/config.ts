/** The agent's settings. The only reader of the environment on the instance. */
import * as z from 'zod';

const Environment = z.object({
  AWS_REGION: z.string().min(1),
  SPOTSCRIBE_API_URL: z.url(),
  SPOTSCRIBE_ROOT: z.string().default(''),
  SPOTSCRIBE_ENGINE_USER: z
    .templateLiteral([z.int().min(0), ':', z.int().min(0)])
    .transform((ids) => ids.split(':').map(Number))
    .transform(([uid = NaN, gid = NaN]) => ({ uid, gid }))
    .optional(),
  SPOTSCRIBE_LOG_GROUP: z.string().optional(),
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_EC2_METADATA_SERVICE_ENDPOINT: z.url().default('http://169.254.169.254'),
  WATCHDOG_USEC: z.coerce.number().int().positive().optional(),
});

export interface Config {
  readonly region: string;
  readonly apiUrl: string;
  readonly metadataUrl: string;
  /** Where the log goes beside the console; undefined is nowhere. */
  readonly logs: { readonly url: string; readonly group: string } | undefined;
  /** Where `ami/provision.sh` installed everything; read only. */
  readonly home: string;
  /** The image's own model. */
  readonly modelFolder: string;
  /** For models that are newer than the image's. */
  readonly modelsFolder: string;
  /** Where the engine may write. */
  readonly workDir: string;
  readonly audioFile: string;
  /** What the engine has transcribed, for as long as the job lasts. */
  readonly checkpointFile: string;
  /** Holds the task token: memory on a real image, so that no snapshot of the disk has it. */
  readonly stateFile: string;
  /** Whom the engine runs as; undefined is the agent's own user. */
  readonly engineUser: { uid: number; gid: number } | undefined;
  /** The silence after which systemd starts this program again; undefined if it does not watch. */
  readonly watchdogMs: number | undefined;
}

/** Thrown when the agent starts without the settings that it needs. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The agent cannot start: ${problems.join('; ')}. Start it by boot.sh.`);
    this.name = 'ConfigError';
  }
}

/** @throws ConfigError naming every setting that is missing or malformed. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path }) => {
        const name = path.join('.');
        return `${name} is ${environment[name] === undefined ? 'missing' : 'malformed'}`;
      }),
    );
  }
  const root = parsed.data.SPOTSCRIBE_ROOT;
  const group = parsed.data.SPOTSCRIBE_LOG_GROUP;
  const workDir = `${root}/var/lib/spotscribe`;
  return {
    region: parsed.data.AWS_REGION,
    apiUrl: parsed.data.SPOTSCRIBE_API_URL,
    metadataUrl: parsed.data.AWS_EC2_METADATA_SERVICE_ENDPOINT,
    logs: group === undefined ? undefined : { url: logsUrl(parsed.data), group },
    home: `${root}/opt/spotscribe`,
    modelFolder: `${root}/opt/spotscribe/model`,
    modelsFolder: `${workDir}/models`,
    workDir,
    audioFile: `${workDir}/audio`,
    checkpointFile: `${workDir}/checkpoint`,
    stateFile: `${root}/run/spotscribe/task.json`,
    engineUser: parsed.data.SPOTSCRIBE_ENGINE_USER,
    watchdogMs: parsed.data.WATCHDOG_USEC && parsed.data.WATCHDOG_USEC / 1000,
  };
}

/** As the SDK finds it for a client: the environment's, or the region's own. */
function logsUrl({ AWS_ENDPOINT_URL, AWS_REGION }: z.infer<typeof Environment>): string {
  const domain = AWS_REGION.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return AWS_ENDPOINT_URL ?? `https://logs.${AWS_REGION}.${domain}`;
}
