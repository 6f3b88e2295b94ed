/** Asks EC2 for the instance of an attempt: spot first, then on-demand where that is declared. */
import type { Fleet, LaunchRequest } from '../../aws/ec2/fleet.ts';
import type { LaunchTurns } from '../../aws/dynamodb/launch-turns.ts';
import { modelParameter, type Parameters } from '../../aws/parameters.ts';
import { offersOf, spentUsd, type Offer } from '../../costs/cost-ceiling.ts';
import { JOB_ERRORS, JobFailure } from '../../base/job-errors.ts';
import type { Job, JobInstance } from '../../job/job.ts';
import { isTokenUsed, type Launched, type LaunchOutcome } from '../../machines/launch-outcome.ts';
import type { WaitReason } from '../../machines/launch-wait.ts';
import { logInfo } from '../../base/log.ts';
import { DEFAULT_MODEL } from '../../transcript/model-name.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';

export interface Asking {
  fleet: Fleet;
  turns: LaunchTurns;
  parameters: Parameters;
  stage: string;
  launchTemplate: string;
  imageParameter: string;
  instanceTypes: readonly string[];
  region: string;
  /** Subnet ids, and the zone of each at the same place. */
  subnets: readonly string[];
  zones: readonly string[];
  onDemandFallback: boolean;
  spotPrices: SpotPrices | undefined;
}

type Market = JobInstance['market'];
type Offers = Readonly<Record<Market, readonly Offer[]>>;

/** Why the job has to wait. */
export interface Refused extends WaitReason {
  /** EC2's own words. */
  codes: readonly string[];
  /** The round in which EC2 is asked next. */
  round: number;
}

/**
 * Each definite "no" begins a new round, with a new client token and the next market: on-demand has a
 * capacity and a quota of its own. An answer that is not definite leaves the round, so that the same
 * token finds the instance which EC2 may have launched.
 * @throws JobFailure Misconfigured, MaxCostExceeded
 */
export async function askForInstance(job: Job, using: Asking): Promise<Launched | Refused> {
  const offers = offersTo(job, using);
  await refuseUnpublished(job, using);
  const imageId = await imageOf(using);
  const unanswered = job.queuedBecause?.code === 'Throttled' && job.queuedBecause.tries > 0;
  const found = unanswered ? await find(job, using) : undefined;
  if (found) return launched(found, offers);
  for (let round = job.launchRound; ; round += 1) {
    const turnAt = await turnOf(job, round, using.turns);
    if (turnAt > Date.now()) return turnAhead(turnAt, round);
    const outcome = await ask(job, { round, imageId, offers }, using);
    if (outcome.kind === 'Launched') {
      // The answer may be that to the lost request, whose instance is not there any more.
      const isRepeated = unanswered && round === job.launchRound;
      if (!isRepeated || !(await using.fleet.hasEnded(outcome.instance.id))) {
        return { ...outcome, instance: withLimit(outcome.instance, offers) };
      }
      logInfo('instance ended before it was heard of', { jobId: job.jobId, round });
      continue;
    }
    const { kind, codes } = outcome;
    logInfo('no instance', { jobId: job.jobId, round, kind, codes: codes.join() });
    if (isTokenUsed(outcome)) {
      const earlier = await find(job, using);
      if (earlier) return launched(earlier, offers);
      continue;
    }
    if (outcome.kind === 'Misconfigured') throw new JobFailure(kind, said(kind, codes));
    const refused = { kind: outcome.kind, message: said(kind, codes), codes };
    if (outcome.kind === 'Throttled') return { ...refused, round };
    if (marketOf(round + 1, offers) === 'spot') return { ...refused, round: round + 1 };
  }
}

/** Of the declared types, those that the job's ceiling still pays for, in each market. */
function offersTo(job: Job, using: Asking): Offers {
  const { instanceTypes: types, region, spotPrices, onDemandFallback } = using;
  const offers = (market: Market) => offersOf(job, { types, region, spotPrices, market });
  const spot = offers('spot');
  // Who can pay on-demand can pay spot: its price is never above.
  if (spot.length > 0) return { spot, 'on-demand': onDemandFallback ? offers('on-demand') : [] };
  const spent = spentUsd(job.earlierInstances, region).toFixed(2);
  throw new JobFailure(
    'MaxCostExceeded',
    `The job has a ceiling of ${job.maxCostUsd ?? 0} USD; its earlier attempts have cost about ${spent}, and the rest pays for no instance on which it could be done.${quoted(job)} Create it again with a higher maxCostUsd.`,
  );
}

function quoted({ quote, attempt }: Job): string {
  if (!quote || attempt > 1) return '';
  return ` The quote is ${quote.costUsd.low} to ${quote.costUsd.high} USD.`;
}

/** A turn that the job has waited for is its own; every other call to EC2 needs a new one. */
async function turnOf(job: Job, round: number, turns: LaunchTurns): Promise<number> {
  const isItsOwn = job.launchTurnAt !== undefined && round === job.launchRound;
  return isItsOwn ? Date.parse(job.launchTurnAt ?? '') : turns.reserve();
}

function turnAhead(turnAt: number, round: number): Refused {
  const at = new Date(turnAt).toISOString();
  const message = `Many jobs begin at this moment, and EC2 takes only so many requests; this one has its turn at ${at}.`;
  return { kind: 'Throttled', message, codes: [], round, turnAt };
}

function marketOf(round: number, offers: Offers): Market {
  return offers['on-demand'].length > 0 && round % 2 === 1 ? 'on-demand' : 'spot';
}

async function ask(
  job: Job,
  { round, imageId, offers }: Pick<LaunchRequest, 'round' | 'imageId'> & { offers: Offers },
  using: Asking,
): Promise<LaunchOutcome> {
  const market = marketOf(round, offers);
  return using.fleet.launch({
    jobId: job.jobId,
    attempt: job.attempt,
    market,
    round,
    launchTemplate: using.launchTemplate,
    imageId,
    instanceTypes: offers[market].map(({ type }) => type),
    maxUsdPerHour: limitsOf(offers[market]),
    subnets: using.subnets.map((id, index) => ({ id, zone: using.zones[index] ?? 'unknown' })),
    avoid: job.lostPools,
    tags: tagsOf(job, using),
  });
}

function limitsOf(offers: readonly Offer[]): Record<string, number> {
  return Object.fromEntries(
    offers.flatMap(({ type, maxUsdPerHour }) =>
      maxUsdPerHour === undefined ? [] : [[type, maxUsdPerHour]],
    ),
  );
}

/** With what it was asked for: EC2 does not tell that again. */
function withLimit(instance: JobInstance, { spot }: Offers): JobInstance {
  const limit = limitsOf(spot)[instance.type];
  return instance.market === 'spot' && limit !== undefined
    ? { ...instance, maxUsdPerHour: limit }
    : instance;
}

async function find(job: Job, using: Asking): Promise<JobInstance | undefined> {
  return using.fleet.find({ ...tagsOf(job, using), JobId: job.jobId });
}

function tagsOf(job: Job, { stage }: Asking) {
  return { Project: `spotscribe-${stage}`, Attempt: job.attempt.toString() };
}

function launched(instance: JobInstance, offers: Offers): Launched {
  return { kind: 'Launched', instance: withLimit(instance, offers), refused: [] };
}

/** The table's sentence, and EC2's own words for it. */
function said(kind: keyof typeof JOB_ERRORS, codes: readonly string[]): string {
  return `${JOB_ERRORS[kind].message} (EC2 said: ${codes.join(', ') || 'nothing'}.)`;
}

/** The default is on the image; of any other, machines have to be told where it is. */
async function refuseUnpublished({ model }: Job, { parameters, stage }: Asking): Promise<void> {
  if (model === DEFAULT_MODEL) return;
  const name = modelParameter(stage, model);
  if ((await parameters.get(name)) !== undefined) return;
  throw new JobFailure(
    'Misconfigured',
    `The model ${model} is declared, and not published: the parameter ${name} does not exist. An operator has to run: npm run model -- publish MODEL --beside.`,
  );
}

async function imageOf({ parameters, imageParameter }: Asking): Promise<string> {
  const imageId = await parameters.get(imageParameter);
  if (imageId !== undefined) return imageId;
  throw new JobFailure(
    'Misconfigured',
    `There is no machine image: the parameter ${imageParameter} does not exist. Build an image; it writes the parameter.`,
  );
}
