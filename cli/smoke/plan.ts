/** What a smoke test does, in order: its commands, what they make, and what that can cost. */
import type { SmokeCosts } from './ceiling.ts';

/** One command of this project, with the words that an operator types. */
export interface Command {
  /** Script of package.json. */
  readonly script: string;
  readonly program: string;
  readonly args: readonly string[];
}

export interface SmokeCommands {
  readonly check: Command;
  readonly deploy: Command;
  /** Undefined for an image that was given: the parameter is written. */
  readonly image: Command | undefined;
  readonly keys: Command;
  readonly remove: Command;
}

export interface SmokeOptions {
  readonly stage: string;
  readonly region: string;
  readonly type: string;
  readonly image: string | undefined;
  readonly model: string | undefined;
  readonly speakers: string | undefined;
  readonly allowCpu: boolean;
  /** The job's instance terminates itself after this. */
  readonly jobMinutes: number;
}

/** The end of the job's attempt, before its machine's own. */
const MARGIN_MINUTES = 5;

export function commandsOf(options: SmokeOptions): SmokeCommands {
  const { stage, region, type, image, model, speakers } = options;
  const place = ['--stage', stage, '--region', region];
  const ofImage = [
    ...(model === undefined ? [] : ['--model', model]),
    ...(speakers === undefined ? [] : ['--speakers', speakers]),
  ];
  const types = ['--param', `instanceTypes=${type}`];
  return {
    check: {
      script: 'check:aws',
      program: 'cli/check-aws.ts',
      args: [...place, ...types, '--type', type],
    },
    deploy: {
      script: 'deploy',
      program: 'cli/deploy.ts',
      args: [...place, ...types, ...settingsOf(options)],
    },
    image:
      image === undefined
        ? {
            script: 'ami',
            program: 'ami/main.ts',
            args: ['build', ...place, '--type', type, ...ofImage],
          }
        : undefined,
    keys: {
      script: 'keys',
      program: 'cli/keys.ts',
      args: ['create', '--owner', 'smoke', ...place],
    },
    remove: { script: 'remove', program: 'cli/remove.ts', args: [...place, '--yes'] },
  };
}

function settingsOf({ allowCpu, jobMinutes }: SmokeOptions): string[] {
  const seconds = ((jobMinutes - MARGIN_MINUTES) * 60).toString();
  const settings = {
    onDemandFallback: 'true',
    allowCpu: allowCpu.toString(),
    timeoutSeconds: seconds,
    maxLifeMinutes: jobMinutes.toString(),
    maxAttempts: '1',
    capacityPatienceSeconds: seconds,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
}

export function asTyped({ script, args }: Command): string {
  return `npm run ${script} -- ${args.join(' ')}`;
}

/** The plan as text, a command on its own line. */
export function planText(options: SmokeOptions, costs: SmokeCosts): string {
  const { check, deploy, image, keys, remove } = commandsOf(options);
  const { stage, type } = options;
  const parameter = `the parameter /spotscribe/${stage}/ami`;
  const steps = [
    { does: asTyped(check), makes: 'nothing', usd: 0 },
    {
      does: asTyped(deploy),
      makes: `the stack spotscribe-${stage}, and the service-linked roles of EC2 Spot and Fleet, which stay`,
      usd: costs.deploy,
    },
    image
      ? {
          does: asTyped(image),
          makes: `two ${type} on demand, one after the other; an image with its snapshot; ${parameter}`,
          usd: costs.image,
        }
      : { does: `the image ${options.image ?? ''}, as given`, makes: parameter, usd: 0 },
    { does: asTyped(keys), makes: 'an API key and a webhook secret', usd: 0 },
    {
      does: 'POST /jobs, and the transcript',
      makes: `one ${type}, spot or on demand, that ends with the job; audio and transcript`,
      usd: costs.job,
    },
    {
      does: asTyped(remove),
      makes: 'nothing; removes all of the above, and looks that nothing is left',
      usd: 0,
    },
  ];
  return steps
    .map(({ does, makes, usd }, at) => {
      const cost = usd === 0 ? '' : ` (at most ${usd.toFixed(2)} USD)`;
      return `${at + 1}. ${does}\n   makes ${makes}${cost}`;
    })
    .join('\n');
}
