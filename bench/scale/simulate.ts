/** Runs a scenario, and reads its figures. */
import { SERVICE_PRICES } from '../../core/costs/service-prices.ts';
import { effortOf, servicesUsd, storageOf } from '../../core/costs/job-effort.ts';
import { USUAL_BYTES_PER_SECOND } from '../../core/costs/work-out-quote.ts';
import { INVOCATION_SECONDS, TRANSITIONS_OF_WAIT } from './assumptions.ts';
import type { Ec2 } from './ec2.ts';
import type { Journal } from './journal.ts';
import { BatchRoad } from './roads/batch.ts';
import { SagemakerRoad } from './roads/sagemaker.ts';
import { SpotRoad } from './roads/spot.ts';
import { WarmRoad } from './roads/warm.ts';
import type { Road, Scenario } from './scenario.ts';
import { World, type Way } from './world.ts';

export interface Run {
  scenario: Scenario;
  journal: Journal;
  ec2: Ec2;
}

export function simulate(scenario: Scenario): Run {
  const world = new World(scenario);
  const spot = new SpotRoad(world);
  const way = wayOf(scenario.road, world, spot);
  const journal = world.run((job) => way.take(job));
  return { scenario, journal, ec2: world.ec2 };
}

function wayOf(road: Road, world: World, spot: Way): Way {
  if (road === 'batch') return new BatchRoad(world, spot);
  if (road === 'warm') return new WarmRoad(world, spot);
  if (road === 'sagemaker') return new SagemakerRoad(world, spot);
  return spot;
}

export interface Figures {
  jobs: number;
  completed: number;
  failed: number;
  fellOver: number;
  /** Waits of the completed jobs, in seconds. */
  waitP50: number;
  waitP90: number;
  waitP99: number;
  usdPerJob: number;
  usdPerAudioHour: number;
  /** EC2 instances, and those of the endpoint. */
  machinesAtPeak: number;
  machinesLaunched: number;
  ec2Calls: number;
}

export function figuresOf({ journal, ec2 }: Run): Figures {
  const jobs = journal.waits.length;
  const waits = journal.waits.filter((wait) => !Number.isNaN(wait)).sort();
  const usd = ec2.chargedUsd + journal.endpointUsd + servicesOf(journal);
  return {
    jobs,
    completed: journal.completed,
    failed: jobs - journal.completed,
    fellOver: journal.fellOver,
    waitP50: atShare(waits, 0.5),
    waitP90: atShare(waits, 0.9),
    waitP99: atShare(waits, 0.99),
    usdPerJob: usd / jobs,
    usdPerAudioHour: (3600 * usd) / journal.audioSeconds,
    machinesAtPeak: ec2.inUse.peak + journal.endpointInstances.peak,
    machinesLaunched: ec2.launched,
    ec2Calls: ec2.fleetCalls.total + ec2.terminateCalls.total,
  };
}

/** @param sorted ascending */
export function atShare(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

type Service = keyof ReturnType<typeof effortOf>;

/** Requests and storage of all jobs. */
function servicesOf(journal: Journal): number {
  const jobs = journal.waits.length;
  const { audioSeconds, furtherAttempts, launchWaits } = journal;
  const kept = storageOf(audioSeconds * USUAL_BYTES_PER_SECOND, audioSeconds);
  const once = servicesUsd({ audio: 0, results: 0 });
  const storage = servicesUsd(kept) - once;
  return jobs * once + storage + furtherAttempts * attemptUsd() + launchWaits.total * waitUsd();
}

function attemptUsd(): number {
  const [one, two] = [effortOf(1), effortOf(2)];
  return (Object.keys(one) as Service[]).reduce((sum, name) => {
    const { priceUsd, per } = SERVICE_PRICES[name];
    return sum + ((two[name] - one[name]) * priceUsd) / per;
  }, 0);
}

/** Three transitions, and a function of half a GB. */
function waitUsd(): number {
  const { stateTransitions, lambdaRequests, lambdaSeconds } = SERVICE_PRICES;
  return (
    (TRANSITIONS_OF_WAIT * stateTransitions.priceUsd) / stateTransitions.per +
    lambdaRequests.priceUsd / lambdaRequests.per +
    (INVOCATION_SECONDS / 2) * lambdaSeconds.priceUsd
  );
}
