/** For each load and road: without limits, as deployed by default, and as an operator would size it. */
import { draws } from '../burst/draws.ts';
import { AUDIO } from './assumptions.ts';
import {
  bitingLimits,
  limitsOf,
  meanOfBusiestHour,
  utilisations,
  type Utilisations,
  type LimitName,
} from './demands.ts';
import type { Level } from './meters.ts';
import type { Lift } from './limits.ts';
import { EXPECTED, MEAN_RATE } from './nature.ts';
import type { Account, Road, Scenario } from './scenario.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { figuresOf, simulate, type Figures, type Run } from './simulate.ts';
import { DAY_SECONDS, traceOf, type DayShape, type Trace } from './trace.ts';

/** Jobs a day. */
export const LOADS = [10, 100, 1000, 10_000, 100_000, 1_000_000] as const;
/** Jobs of the road `batch` that has been sized have this deadline. */
export const BATCH_DEADLINE_SECONDS = 2 * 3600;
/** A cell, or a quota, has this much more than the load asks for. */
const HEADROOM = 1.25;
/** Beyond, an overloaded deployment only tries again: millions of tries, and no figure but that. */
const MOST_BY_DEFAULT = 10_000;
/** A quota is not lowered: 64 vCPUs. */
const DEFAULT_MACHINES = 16;
const LEAST_MACHINES = 2;
const NEVER = 1e9;
/** Machines of a pool, or of the endpoint, where nothing limits them. */
const MANY = 5000;

export interface Case {
  road: Road;
  load: number;
  used: Utilisations;
  biting: { name: LimitName; used: number }[];
  /** Deployments, each in an account or region of its own, by the code as it is, and once its limits are lifted. */
  cells: { today: number; lifted: number };
  byDefault: Figures | undefined;
  sized: Figures;
  /** Figures of one cell. */
  settings: SizedSettings;
}

export interface SizedSettings {
  vcpuMachines: number;
  batchMaxMachines: number;
  warmMin: number;
  warmMax: number;
  sagemakerMaxInstances: number;
}

export function casesOf(
  load: number,
  roads: readonly Road[],
  { shape, seed }: { shape: DayShape; seed: number },
): Case[] {
  const trace = traceOf(load, shape, draws(seed));
  return roads.map((road) => caseOf(road, trace, { shape, seed }));
}

function caseOf(
  road: Road,
  trace: Trace,
  { shape, seed }: { shape: DayShape; seed: number },
): Case {
  const load = trace.at.length;
  const settings = defaultSettings();
  const free = simulate(withoutLimits({ trace, road, seed }));
  const used = utilisations(free, settings);
  const cells = { today: cellsFor(used, ['region', 'code']), lifted: cellsFor(used, ['region']) };
  const byDefault =
    load > MOST_BY_DEFAULT ? undefined : figuresOf(simulate(asDeployed({ trace, road, seed })));
  const sized = sizedFor(free, cells.lifted);
  const ofCell =
    cells.lifted === 1 ? trace : traceOf(Math.ceil(load / cells.lifted), shape, draws(seed));
  const figures = figuresOf(simulate(asSized({ trace: ofCell, road, seed }, sized)));
  return {
    road,
    load,
    used,
    biting: bitingLimits(used),
    cells,
    byDefault,
    sized: figures,
    settings: sized,
  };
}

type Asked = Pick<Scenario, 'trace' | 'road' | 'seed'>;

/** Shows what the load would ask for. */
export function withoutLimits(asked: Asked): Scenario {
  const settings: Settings = {
    ...defaultSettings(),
    launch: { burst: NEVER, perSecond: NEVER },
    batchMaxMachines: MANY,
    ...warmFor(asked.trace.at.length),
    sagemakerMaxInstances: MANY,
  };
  const account: Account = { machines: Infinity, isQuotaKnown: true };
  return { ...asked, ...common(asked.road), settings, account };
}

/** AWS's default quotas. The pool `warm`, which has no servers by default, has one at most. */
export function asDeployed(asked: Asked): Scenario {
  const settings = defaultSettings();
  const limits = limitsOf(settings);
  const account = {
    machines: levelOf(limits.vcpus.capacity),
    isQuotaKnown: true,
    fleet: bucketOf(limits.createFleet.capacity),
  };
  return {
    ...asked,
    ...common(asked.road),
    deadlineSeconds: undefined,
    settings: { ...settings, warmMax: 1 },
    account,
  };
}

function asSized(asked: Asked, sized: SizedSettings): Scenario {
  const deployed = asDeployed(asked);
  const { vcpuMachines, ...settings } = sized;
  return {
    ...deployed,
    ...common(asked.road),
    settings: { ...deployed.settings, ...settings },
    account: { ...deployed.account, machines: vcpuMachines },
  };
}

function common(road: Road) {
  return {
    nature: EXPECTED,
    deadlineSeconds: road === 'batch' ? BATCH_DEADLINE_SECONDS : undefined,
  };
}

function cellsFor(used: Utilisations, lifts: readonly Lift[]): number {
  const limits = limitsOf(defaultSettings());
  const shares = (Object.keys(limits) as LimitName[])
    .filter((name) => lifts.includes(limits[name].lift))
    .map((name) => used[name]);
  return Math.max(1, Math.ceil(HEADROOM * Math.max(...shares) - HEADROOM + 1));
}

/** Servers for the mean hour always, for the busiest at most. */
function warmFor(jobs: number): Pick<Settings, 'warmMin' | 'warmMax'> {
  const meanAudio = AUDIO.median * Math.exp(AUDIO.sigma ** 2 / 2);
  const need = (jobs * meanAudio * MEAN_RATE) / DAY_SECONDS;
  return { warmMin: Math.ceil(need * HEADROOM), warmMax: Math.ceil(need * HEADROOM * 2) };
}

function sizedFor({ ec2, journal }: Run, cells: number): SizedSettings {
  const ofCell = ({ minutes }: Level) =>
    Math.max(LEAST_MACHINES, Math.ceil((HEADROOM * meanOfBusiestHour(minutes)) / cells));
  return {
    vcpuMachines: Math.max(ofCell(ec2.inUse), DEFAULT_MACHINES),
    batchMaxMachines: ofCell(journal.poolMachines),
    ...warmFor(journal.waits.length / cells),
    sagemakerMaxInstances: ofCell(journal.endpointInstances),
  };
}

function levelOf(capacity: ReturnType<typeof limitsOf>[LimitName]['capacity']): number {
  return 'level' in capacity ? capacity.level : Infinity;
}

function bucketOf(capacity: ReturnType<typeof limitsOf>[LimitName]['capacity']) {
  return 'level' in capacity
    ? undefined
    : { capacity: capacity.burst, perSecond: capacity.perSecond };
}
