/**
 * How many servers the pool `warm` has. While it is open there are `warmMin`, and one more each time
 * that jobs find no free server, up to `warmMax`; one beyond the minimum ends after its idle time. A
 * server near the end of its life is replaced first.
 */
import { isOpen } from './opening-hours.ts';
import type { RunningMachine } from './pool-machine.ts';
import { freePlaces, isFresh, type ServerRow } from './server-row.ts';

export interface WarmSettings {
  warmMin: number;
  /** Counts as `warmMin` if it is smaller. */
  warmMax: number;
  warmIdleMinutes: number;
  /** `Mon-Fri 08:00-17:00`; empty: always. */
  warmHours: string;
  /** IANA name. */
  timeZone: string;
  /** A machine powers itself off after this. */
  poolLifeMinutes: number;
}

export interface WarmPlan {
  /** Servers to launch now. */
  launch: number;
  /** Servers that take no more jobs, and end when theirs are done. */
  retire: string[];
}

interface WarmPool {
  /** By the machine's id; a machine that has not reported has none. */
  rows: Readonly<Record<string, ServerRow>>;
  running: readonly RunningMachine[];
  /** When a job last asked for a server and found none free. */
  demandAt?: Date | undefined;
  settings: WarmSettings;
  now: Date;
}

/** Before the end of its life a server is replaced: time for a successor to boot, and for a long job. */
const SUCCESSION_MINUTES = 60;
/** Rounds are a minute apart, and one may fail. */
const DEMAND_MS = 2 * 60_000;

export function howManyServers(pool: WarmPool): WarmPlan {
  const { rows, running, settings, now } = pool;
  const { least, most } = serversWithin(settings, now);
  const active = running.filter(({ id }) => rows[id]?.retire !== true);
  const ageing = active.filter((server) => isAgeing(server, settings, now));
  const lasting = active.filter((server) => !ageing.includes(server));
  const ready = lasting.filter(({ id }) => isReady(rows[id], now));
  // One that boots comes first.
  const isShort = ready.length === lasting.length && (isAsked(pool) || areFull(ready, pool));
  const wanted = Math.min(most, Math.max(least, lasting.length + (isShort ? 1 : 0)));
  const surplus = idleLongest(lasting, pool).slice(0, Math.max(0, lasting.length - least));
  return {
    launch: Math.max(0, wanted - lasting.length),
    retire: idsOf([
      ...surplus,
      ...lasting
        .filter((server) => !surplus.includes(server))
        .slice(0, Math.max(0, lasting.length - surplus.length - most)),
      // Their successors are ready.
      ...(ready.length >= least ? ageing : []),
    ]),
  };
}

/** How many servers there may be at this moment; none while the pool is closed. */
export function serversWithin(settings: WarmSettings, now: Date): { least: number; most: number } {
  if (!isOpen(settings.warmHours, settings.timeZone, now)) return { least: 0, most: 0 };
  return { least: settings.warmMin, most: Math.max(settings.warmMin, settings.warmMax) };
}

/** Whether a job asked lately. */
export function isAsked({ demandAt, now }: Pick<WarmPool, 'demandAt' | 'now'>): boolean {
  return demandAt !== undefined && now.getTime() - demandAt.getTime() < DEMAND_MS;
}

function areFull(ready: readonly RunningMachine[], { rows, now }: WarmPool): boolean {
  const free = ({ id }: RunningMachine) => (rows[id] ? freePlaces(rows[id], now) : 0);
  return ready.length > 0 && ready.every((server) => free(server) === 0);
}

/** Within the last quarter of a short life. */
function isAgeing({ launchedAt }: RunningMachine, settings: WarmSettings, now: Date): boolean {
  const { poolLifeMinutes: life } = settings;
  const minutes = (now.getTime() - Date.parse(launchedAt)) / 60_000;
  return minutes >= life - Math.min(SUCCESSION_MINUTES, life / 4);
}

function isReady(row: ServerRow | undefined, now: Date): boolean {
  return row !== undefined && row.ready && isFresh(row, now);
}

/** Servers that have been idle for the time, the longest first. */
function idleLongest(servers: readonly RunningMachine[], { rows, now, settings }: WarmPool) {
  const since = ({ id }: RunningMachine) => Date.parse(rows[id]?.idleSince ?? '');
  const idleMs = settings.warmIdleMinutes * 60_000;
  return servers
    .filter((server) => now.getTime() - since(server) >= idleMs)
    .toSorted((one, other) => since(one) - since(other));
}

function idsOf(servers: readonly RunningMachine[]): string[] {
  return [...new Set(servers.map(({ id }) => id))];
}
