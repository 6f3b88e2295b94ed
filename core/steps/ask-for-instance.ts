/** Asks EC2 for the instance of an attempt: spot first, then on-demand where that is declared. */
import type { Fleet } from '../aws/fleet.ts';
import type { Parameters } from '../aws/parameters.ts';
import { JOB_ERRORS, JobFailure } from '../job-errors.ts';
import type { Job } from '../job.ts';
import type { LaunchOutcome, NotNow } from '../launch-outcome.ts';
import { logInfo } from '../log.ts';

export interface Asking {
  fleet: Fleet;
  parameters: Parameters;
  stage: string;
  launchTemplate: string;
  imageParameter: string;
  instanceTypes: readonly string[];
  /** Subnet ids, and the zone of each at the same place. */
  subnets: readonly string[];
  zones: readonly string[];
  onDemandFallback: boolean;
}

export interface Asked {
  outcome: Extract<LaunchOutcome, { kind: 'Launched' }> | NotNow;
  /** The round that comes next. */
  round: number;
}

/**
 * Each definite "no" begins a new round, with a new client token and the next market: on-demand has a
 * capacity and a quota of its own. An answer that is not definite leaves the round, so that the same
 * token finds the instance which EC2 may have launched.
 * @throws JobFailure Misconfigured
 */
export async function askForInstance(job: Job, using: Asking): Promise<Asked> {
  const imageId = await imageOf(using);
  const markets = using.onDemandFallback ? (['spot', 'on-demand'] as const) : (['spot'] as const);
  for (let round = job.launchRound; ; round += 1) {
    const market = markets[round % markets.length] ?? 'spot';
    const outcome = await using.fleet.launch({
      jobId: job.jobId,
      attempt: job.attempt,
      market,
      round,
      launchTemplate: using.launchTemplate,
      imageId,
      instanceTypes: using.instanceTypes,
      subnets: using.subnets.map((id, index) => ({ id, zone: using.zones[index] ?? 'unknown' })),
      avoid: job.lostPools,
      tags: { Project: `spotscribe-${using.stage}`, Attempt: job.attempt.toString() },
    });
    if (outcome.kind === 'Launched') return { outcome, round };
    const { kind, codes } = outcome;
    logInfo('no instance', { jobId: job.jobId, market, kind, codes: codes.join() });
    if (outcome.kind === 'Misconfigured') throw new JobFailure(kind, said(kind, codes));
    if (outcome.kind === 'Throttled') return { outcome, round };
    if ((round + 1) % markets.length === 0) return { outcome, round: round + 1 };
  }
}

/** The table's sentence, and EC2's own words for it. */
export function said(kind: keyof typeof JOB_ERRORS, codes: readonly string[]): string {
  return `${JOB_ERRORS[kind].message} (EC2 said: ${codes.join(', ') || 'nothing'}.)`;
}

async function imageOf({ parameters, imageParameter }: Asking): Promise<string> {
  const imageId = await parameters.get(imageParameter);
  if (imageId !== undefined) return imageId;
  throw new JobFailure(
    'Misconfigured',
    `There is no machine image: the parameter ${imageParameter} does not exist. Build an image; it writes the parameter.`,
  );
}
