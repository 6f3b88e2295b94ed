/**
 * Figures of the pool `batch`: the wait for a running machine, or for the launch of one, and what waits
 * before. The job pays for its own seconds, and for a part of the boot at most.
 */
import { counted, seconds, usd } from '../../base/figures.ts';
import { sum } from '../../costs/ranges.ts';
import type { QuoteParts } from '../../costs/quote-parts.ts';
import type { Range } from '../../costs/speed-bounds.ts';
import type { PoolsNow } from '../pools-now.ts';
import {
  figures,
  HANDOVER_SECONDS,
  LOOK_SECONDS,
  ownMachines,
  shareUsd,
  type RouteEstimate,
} from '../route-figures.ts';
import { jobsOn, takingJobs, type KnownServer } from './known-server.ts';
import { freePlaces } from './server-row.ts';
import type { WaitingJob } from './waiting-job.ts';

const UNKNOWN_AUDIO_SECONDS = 3600;
/** So much waiting work gets a machine at once. */
const WORTH_SECONDS = 3600;

export function batchEstimate(parts: QuoteParts, pools: PoolsNow, now: Date): RouteEstimate {
  const drainers = takingJobs(pools.servers, 'batch', now);
  const backlog = backlogOf(pools.waiting, parts);
  const { wait, busy, because } =
    drainers.length > 0
      ? waitForDrainer(drainers, { parts, backlog, waiting: pools.waiting.length, now })
      : waitForLaunch(parts, { pools, backlog, now });
  const starts = sum(wait, HANDOVER_SECONDS);
  const work = parts.workSeconds;
  const completed = {
    low: starts.low + work.low,
    high: starts.high + (busy + 1) * work.high,
  };
  const costUsd = shareUsd(parts, {
    machines: drainers,
    beside: sum(HANDOVER_SECONDS, bootPart(parts, backlog)),
  });
  return {
    ...figures('batch', { costUsd, completed, starts }),
    because: [
      because,
      `It begins in ${seconds(starts)} and is done in ${seconds(completed)}, for ${usd(costUsd)}${ownMachines(drainers)}: its own work, and at most a part of the machine's boot by the share of its work in what waits.`,
    ],
  };
}

interface BatchWait {
  /** Until a machine is free for the job. */
  wait: Range;
  /** Jobs that share the machine with it. */
  busy: number;
  because: string;
}

/** A running machine takes what waits, one job after another. */
function waitForDrainer(
  drainers: readonly KnownServer[],
  {
    parts,
    backlog,
    waiting,
    now,
  }: { parts: QuoteParts; backlog: Range; waiting: number; now: Date },
): BatchWait {
  const places = drainers.reduce((total, server) => total + freePlaces(server, now), 0);
  const running = counted(drainers.length, 'batch machine');
  const queue = whatWaits(waiting, backlog);
  if (places > waiting) {
    const free = drainers.filter((server) => freePlaces(server, now) > 0);
    const because = `${running} running, with ${counted(places, 'free place')}; ${queue}.`;
    return { wait: { low: 0, high: 0 }, busy: Math.max(...free.map(jobsOn)), because };
  }
  const onMachines = drainers.reduce((total, server) => total + jobsOn(server), 0);
  const ahead = { low: backlog.low, high: backlog.high + onMachines * parts.workSeconds.high };
  const because = `${running} running, with ${counted(onMachines, 'job')}; ${queue}.`;
  return { wait: divided(ahead, drainers.length), busy: 0, because };
}

/** No machine runs: one is launched when the oldest job has waited long enough, or at the daily time. */
function waitForLaunch(
  { bootSeconds }: QuoteParts,
  { pools, backlog, now }: { pools: PoolsNow; backlog: Range; now: Date },
): BatchWait {
  const { waiting, batch } = pools;
  const waitMs = batch.waitMinutes * 60_000;
  const oldest = Math.min(now.getTime(), ...waiting.map(({ since }) => Date.parse(since)));
  const at = Math.min(oldest + waitMs, batch.schedule?.next.getTime() ?? Infinity);
  const later = Math.max(0, (at - now.getTime()) / 1000);
  const launch = {
    low: backlog.high >= WORTH_SECONDS ? 0 : later,
    high: backlog.low >= WORTH_SECONDS ? 0 : later,
  };
  const before = {
    low: backlog.low / Math.max(1, batch.maxMachines),
    high: backlog.high,
  };
  return {
    wait: sum(launch, LOOK_SECONDS, bootSeconds, before),
    busy: 0,
    because: `No batch machine is running: one is launched in ${seconds(launch)} and boots in ${seconds(bootSeconds)}; ${whatWaits(waiting.length, backlog)}.`,
  };
}

function whatWaits(jobs: number, backlog: Range): string {
  return jobs === 0
    ? 'no job waits'
    : `before it ${counted(jobs, 'job')} of ${seconds(backlog)} of work`;
}

/** Work of the waiting jobs, with a handover for each. One of unknown length counts as nothing at best, and as an hour at worst. */
function backlogOf(waiting: readonly WaitingJob[], { rate }: QuoteParts): Range {
  const audio = waiting.map(({ audioSeconds }) => audioSeconds);
  const total = (values: number[]) => values.reduce((before, value) => before + value, 0);
  const longest = audio.map((length) => length || UNKNOWN_AUDIO_SECONDS);
  const { low, high } = HANDOVER_SECONDS;
  return {
    low: total(audio) * rate.low + waiting.length * low,
    high: total(longest) * rate.high + waiting.length * high,
  };
}

/** Boot of the machine by the job's part of what waits with it; nothing if many more jobs come. */
function bootPart({ bootSeconds, workSeconds: own }: QuoteParts, backlog: Range): Range {
  const all = own.high + backlog.low;
  return { low: 0, high: bootSeconds.high * (all === 0 ? 1 : own.high / all) };
}

function divided({ low, high }: Range, by: number): Range {
  return { low: low / by, high: high / by };
}
