/**
 * How many machines drain the pool `batch`. One works the backlog off as it comes, cheapest; more are
 * there only for jobs that would otherwise not begin in time. They end by themselves when the queue is
 * empty.
 */
import type { WaitingJob } from './waiting-job.ts';

export interface BatchSettings {
  /** Most drainers at the same time; 0: none. */
  batchMaxMachines: number;
  /** The oldest job waits at most this long for a drainer to be launched. */
  batchWaitMinutes: number;
}

interface Backlog {
  waiting: readonly WaitingJob[];
  /** Drainers that run or boot. */
  running: number;
  secondsPerAudioSecond: number;
  now: Date;
  settings: BatchSettings;
  /** The daily time, set by the operator, to begin with what waits. */
  isDrainTime: boolean;
}

/** From a launch until the machine takes its first job. */
export const BOOT_SECONDS = 180;
/** So much waiting work is worth a machine at once. */
const WORTH_SECONDS = 3600;
/** Rounds are a minute apart, and EC2 may refuse one of them. */
const NEXT_LOOK_SECONDS = 120;
/** Assumed for a job whose duration is not known before the download. */
const UNKNOWN_AUDIO_SECONDS = 600;

/** @returns drainers that there should be, those that run included */
export function howManyDrainers(backlog: Backlog): number {
  const { waiting, running, settings, now } = backlog;
  if (waiting.length === 0) return 0;
  const seconds = workSeconds(backlog);
  const oldest = Math.min(...waiting.map(({ since }) => Date.parse(since)));
  const begins =
    running > 0 ||
    backlog.isDrainTime ||
    now.getTime() - oldest >= settings.batchWaitMinutes * 60_000 ||
    seconds.reduce((sum, one) => sum + one, 0) >= WORTH_SECONDS ||
    !startsInTime(backlog, 1, NEXT_LOOK_SECONDS);
  return begins ? fewestInTime(backlog) : 0;
}

/**
 * The cap if not even that many are enough, and one if all that wait are too late for a new machine.
 * With more machines no job begins later, so that halving finds the number: trying each took 24 s for
 * 50,000 jobs and 400 machines.
 */
function fewestInTime(backlog: Backlog): number {
  const { batchMaxMachines } = backlog.settings;
  const servable = {
    ...backlog,
    waiting: backlog.waiting.filter((job) => isServable(job, backlog)),
  };
  let [low, high] = [1, batchMaxMachines];
  while (low < high) {
    const machines = Math.floor((low + high) / 2);
    if (startsInTime(servable, machines, 0)) high = machines;
    else low = machines + 1;
  }
  return Math.min(low, batchMaxMachines);
}

/**
 * Whether a machine that is launched now can begin the job in time. Any other job goes to spot before
 * that machine has booted, unless one that runs takes it: no number of machines helps it, and it is no
 * work for them.
 */
function isServable({ latestStartAt }: WaitingJob, { now }: Backlog): boolean {
  return Date.parse(latestStartAt) >= now.getTime() + BOOT_SECONDS * 1000;
}

/**
 * Whether every job begins before its latest start, with so many machines launched after so many
 * seconds. They take the oldest job first, as the queue gives them.
 */
function startsInTime(backlog: Backlog, machines: number, after: number): boolean {
  const free = Array.from({ length: machines }, () => after + BOOT_SECONDS);
  const seconds = workSeconds(backlog);
  const jobs = backlog.waiting
    .map(({ since, latestStartAt }, index) => ({ since, latestStartAt, work: seconds[index] ?? 0 }))
    .sort((one, other) => one.since.localeCompare(other.since));
  return jobs.every(({ latestStartAt, work }) => {
    const startsIn = free[0] ?? 0;
    replaceFirst(free, startsIn + work);
    return backlog.now.getTime() + startsIn * 1000 <= Date.parse(latestStartAt);
  });
}

/** Replaces the smallest number of a heap, which is its first. */
function replaceFirst(heap: number[], value: number): void {
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const child = (heap[left + 1] ?? Infinity) < (heap[left] ?? Infinity) ? left + 1 : left;
    const next = heap[child] ?? Infinity;
    if (next >= value) break;
    heap[place] = next;
    place = child;
  }
  heap[place] = value;
}

function workSeconds({ waiting, secondsPerAudioSecond }: Backlog): number[] {
  return waiting.map(
    ({ audioSeconds }) => (audioSeconds || UNKNOWN_AUDIO_SECONDS) * secondsPerAudioSecond,
  );
}
