/** Launches the instance of an attempt: spot first, then on-demand if declared. */
import { JOB_ERRORS, JobFailure } from '../../base/job-errors.ts';
import { logInfo } from '../../base/log.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import { launchSlotOf, type Job, type JobInstance } from '../../job/job.ts';
import { Market } from '../../job/market.ts';
import type { LaunchLine, LaunchSlot } from '../../job/launch-slot.ts';
import type { Acquired, Dispatcher, Refused } from '../dispatcher.ts';
import { quotasBehind } from './gpu-quota.ts';
import { isTokenUsed, type LaunchOutcome } from './launch-outcome.ts';
import {
  marketOf,
  planLaunch,
  priced,
  requestOf,
  tagsOf,
  type LaunchPlan,
  type SpotDeployment,
} from './launch-plan.ts';
import type { MachineShare, WantedMachines } from './machine-share.ts';
import type { SpotFleet } from './spot-fleet.ts';

export interface SpotPorts {
  fleet: SpotFleet;
  /** The launch budget. `reserve` returns the time of a line's next slot, in milliseconds of the epoch. */
  turns: { reserve(line: LaunchLine, owner: string): Promise<number> };
  /** The owner's share of the account's machines. `take` returns the share if all of it is held. */
  seats: {
    take(job: Job, wanted: WantedMachines): Promise<MachineShare | undefined>;
    release(job: Job): Promise<void>;
  };
  parameters: { get(name: string): Promise<string | undefined> };
}

interface Deployment extends SpotDeployment {
  /** Name of the SSM parameter with the machine image's id. */
  imageParameter: string;
}

/** One request to EC2. */
interface Round {
  plan: LaunchPlan;
  round: number;
  imageId: string;
}

export class SpotDispatcher implements Dispatcher {
  private readonly deployment: Deployment;
  private readonly ports: SpotPorts;

  constructor(deployment: Deployment, ports: SpotPorts) {
    this.deployment = deployment;
    this.ports = ports;
  }

  /**
   * Each definite refusal begins a new round: new client token, next market. An indefinite answer
   * keeps the round, so that the same token finds an instance which EC2 may have launched.
   */
  async acquire(job: Job, prices: SpotPrices | undefined): Promise<Acquired | Refused> {
    const plan = planLaunch(job, this.deployment, prices);
    const unanswered = job.queuedBecause?.code === 'Throttled' && job.queuedBecause.tries > 0;
    const found = unanswered ? await this.find(job) : undefined;
    if (found) return this.acquired(found, plan);
    const [imageId, share] = await Promise.all([
      this.image(),
      this.ports.seats.take(job, wantedBy(this.deployment)),
    ]);
    if (share) return shareHeld(share, job.launchRound);
    for (let round = job.launchRound; ; round += 1) {
      const slot = await this.slot(job, round);
      if (slot.at > Date.now()) return slotAhead(slot, round);
      const outcome = await this.ask(job, { plan, round, imageId });
      if (outcome.kind === 'Launched') {
        // EC2 may replay the answer to the lost request, whose instance has ended since.
        const isRepeated = unanswered && round === job.launchRound;
        if (!isRepeated || !(await this.ports.fleet.hasEnded(outcome.instance.id))) {
          return this.acquired(outcome.instance, plan, outcome.refused);
        }
        logInfo('instance ended before it was heard of', { jobId: job.jobId, round });
        continue;
      }
      if (isTokenUsed(outcome)) {
        const earlier = await this.find(job);
        if (earlier) return this.acquired(earlier, plan);
        continue;
      }
      const refused = refusal(outcome, { round, region: this.deployment.region });
      if (refused.kind === 'Throttled') return refused;
      if (marketOf(plan, round + 1) !== 'spot') continue;
      await this.ports.seats.release(job);
      return { ...refused, round: round + 1 };
    }
  }

  async release(instanceId: string): Promise<void> {
    await this.ports.fleet.terminate(instanceId);
  }

  private acquired(instance: JobInstance, plan: LaunchPlan, refused: string[] = []): Acquired {
    return { kind: 'Launched', instance: priced(instance, plan, this.deployment), refused };
  }

  /** A slot that the job waited for is its own; every other call to EC2 needs new ones, of both lines. */
  private async slot(job: Job, round: number): Promise<LaunchSlot> {
    const waitedFor = round === job.launchRound ? launchSlotOf(job) : undefined;
    if (waitedFor?.line === 'all') return waitedFor;
    const own = waitedFor ?? (await this.reserve('owner', job));
    return own.at > Date.now() ? own : this.reserve('all', job);
  }

  private async reserve(line: LaunchLine, { owner }: Job): Promise<LaunchSlot> {
    return { line, at: await this.ports.turns.reserve(line, owner) };
  }

  private async ask(job: Job, { plan, round, imageId }: Round): Promise<LaunchOutcome> {
    const { deployment } = this;
    const outcome = await this.ports.fleet.launch(
      requestOf(job, plan, { deployment, round, imageId }),
    );
    if (outcome.kind !== 'Launched') {
      const { kind, codes } = outcome;
      logInfo('no instance', { jobId: job.jobId, round, kind, codes: codes.join() });
    }
    return outcome;
  }

  private async find(job: Job): Promise<JobInstance | undefined> {
    return this.ports.fleet.find({ ...tagsOf(job, this.deployment), JobId: job.jobId });
  }

  private async image(): Promise<string> {
    const { imageParameter } = this.deployment;
    const imageId = await this.ports.parameters.get(imageParameter);
    if (imageId !== undefined) return imageId;
    throw new JobFailure(
      'Misconfigured',
      `There is no machine image: the parameter ${imageParameter} does not exist. Build an image; it writes the parameter.`,
    );
  }
}

function wantedBy({ instanceTypes, onDemandFallback }: SpotDeployment): WantedMachines {
  return { types: instanceTypes, markets: onDemandFallback ? Market.options : ['spot'] };
}

/** @throws JobFailure Misconfigured, which a retry would not fix */
function refusal(
  { kind, codes }: Exclude<LaunchOutcome, { kind: 'Launched' }>,
  { round, region }: { round: number; region: string },
): Refused {
  const quotas = kind === 'QuotaReached' ? quotasBehind(codes, region) : '';
  const message = `${JOB_ERRORS[kind].message} (EC2 said: ${codes.join(', ') || 'nothing'}.)${quotas}`;
  if (kind === 'Misconfigured') throw new JobFailure(kind, message);
  return { kind, message, codes, round };
}

function shareHeld({ machines, isSharing, ofOwner }: MachineShare, round: number): Refused {
  const all = `EC2's quotas allow ${machines} machines at the same time`;
  const held = isSharing
    ? `${all}, and others launch some, too. Your jobs hold your half of them, ${ofOwner}`
    : `${all}, and your jobs hold all of them`;
  const message = `${held}. This job begins when one of those has ended.`;
  return { kind: 'QuotaReached', message, codes: [], round, isOwnShare: true };
}

const SLOT_AHEAD = {
  owner:
    'Many of your jobs begin at this moment, and EC2 takes only so many requests; this one has',
  all: 'Many jobs begin at this moment, and EC2 takes only so many requests; this one has',
};

function slotAhead(slot: LaunchSlot, round: number): Refused {
  const at = new Date(slot.at).toISOString();
  const when = slot.line === 'owner' ? `not before ${at}` : `at ${at}`;
  const message = `${SLOT_AHEAD[slot.line]} its turn ${when}.`;
  return { kind: 'Throttled', message, codes: [], round, slot };
}
