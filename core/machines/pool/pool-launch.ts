/** Launches a machine of a pool: spot first, then on-demand if declared. */
import { logInfo, logWarning } from '../../base/log.ts';
import { onDemandUsdPerHour } from '../../costs/prices.ts';
import type { SpotPrices } from '../../costs/spot-prices.ts';
import type { Market } from '../../job/market.ts';
import type { PoolName } from '../../job/route-name.ts';
import type { LaunchOutcome } from '../spot/launch-outcome.ts';
import type { SpotDeployment } from '../spot/launch-plan.ts';
import type { MachineRequest } from '../spot/spot-fleet.ts';
import type { PoolMachine } from './pool-machine.ts';
import type { RoundSlots } from './round-slots.ts';

export interface PoolFleet {
  /** Never throws for EC2's answer or its absence: each is an outcome. */
  launchMachine(request: MachineRequest): Promise<LaunchOutcome>;
}

interface PoolLaunch {
  pool: PoolName;
  /**
   * Place among the pool's machines. A round that runs twice in a minute asks for the same machine by
   * the same client token; a later minute asks anew.
   */
  place: number;
  now: Date;
  imageId: string;
}

interface PoolLaunchPorts {
  fleet: PoolFleet;
  /** Each call to EC2 takes a slot of the launch budget. */
  slots: Pick<RoundSlots, 'next'>;
}

/** @returns undefined if the round has no launch slot left, or EC2 refuses in every market; both are logged */
export async function launchPoolMachine(
  launch: PoolLaunch,
  deployment: SpotDeployment,
  using: PoolLaunchPorts,
): Promise<Omit<PoolMachine, 'usdPerHour'> | undefined> {
  const markets: Market[] = deployment.onDemandFallback ? ['spot', 'on-demand'] : ['spot'];
  for (const market of markets) {
    if (!(await using.slots.next())) return undefined;
    const outcome = await using.fleet.launchMachine(requestOf(launch, market, deployment));
    const { pool } = launch;
    if (outcome.kind === 'Launched') {
      logInfo('pool machine launched', { pool, instanceId: outcome.instance.id });
      return { ...outcome.instance, pool, kind: 'ec2' };
    }
    const { kind, codes } = outcome;
    logWarning('no pool machine; asked again in a minute', {
      pool,
      market,
      kind,
      codes: codes.join(),
    });
    // EC2 may have launched it: the next round sees it, or asks anew.
    if (kind === 'Throttled') return undefined;
  }
  return undefined;
}

function requestOf(
  { pool, place, now, imageId }: PoolLaunch,
  market: Market,
  { stage, launchTemplate, instanceTypes, subnets, zones }: SpotDeployment,
): MachineRequest {
  const minute = now.toISOString().slice(0, 16);
  return {
    clientToken: `${pool}-${minute}-${place}-${market}`,
    ...{ market, launchTemplate, imageId, instanceTypes, avoid: [] },
    subnets: subnets.map((id, index) => ({ id, zone: zones[index] ?? 'unknown' })),
    tags: { Project: `spotscribe-${stage}`, Pool: pool },
  };
}

/** Adds the price, which EC2 does not return. */
export function pricedMachine(
  machine: PoolMachine,
  spotPrices: SpotPrices | undefined,
  { region, rootGib }: Pick<SpotDeployment, 'region' | 'rootGib'>,
): PoolMachine {
  const { type, market, zone } = machine;
  const spotPrice = market === 'spot' ? spotPrices?.byType[type]?.[zone] : undefined;
  const usdPerHour = spotPrice ?? onDemandUsdPerHour(region, type);
  if (usdPerHour === undefined) return { ...machine, rootGib };
  return {
    ...machine,
    rootGib,
    usdPerHour,
    priceFrom: spotPrice === undefined ? 'recorded' : 'spot',
  };
}
