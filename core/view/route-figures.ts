/** Figures of many jobs, by route. */
import type { Job } from '../job/job.ts';
import { ROUTE_NAMES, type RouteName } from '../job/route-name.ts';
import { rounded, secondsBetween, type FigureName, type JobFigures } from './job-figures.ts';

type Figures<Name extends FigureName> = Record<Name, number>;

/** Figures of jobs that have not ended. */
export type OpenFigures = Figures<'queued' | 'oldestQueuedSeconds' | 'running'>;

/** Figures of jobs that have ended. The two averages are absent without audio to divide by. */
export type EndedFigures = Figures<
  'completed' | 'failed' | 'cancelled' | 'audioSeconds' | 'usd' | 'interruptions' | 'fellOver'
> &
  Partial<Figures<'realTimeFactor' | 'usdPerAudioHour'>>;

/** Jobs that wait for their audio, or have ended, count nowhere. */
export function openFigures(jobs: readonly Job[], now: Date): Record<RouteName, OpenFigures> {
  return byRoute(jobs, (all) => {
    const queued = all.filter(({ status }) => status === 'queued');
    const ages = queued.map(({ createdAt }) => secondsBetween(createdAt, now.toISOString()));
    const running = all.filter(({ status }) => status === 'launching' || status === 'processing');
    return {
      queued: queued.length,
      oldestQueuedSeconds: Math.max(0, ...ages),
      running: running.length,
    };
  });
}

export type EndedJob = Pick<
  JobFigures,
  | 'jobId'
  | 'route'
  | 'status'
  | 'audioSeconds'
  | 'realTimeFactor'
  | 'usd'
  | 'interruptions'
  | 'fellOver'
  | 'reused'
>;

/** Counts each jobId once: a repeated Settle logs a job again. */
export function endedFigures(jobs: readonly EndedJob[]): Record<RouteName, EndedFigures> {
  const once = [...new Map(jobs.map((job) => [job.jobId, job])).values()];
  return byRoute(once, (all) => {
    const withStatus = (wanted: string) => all.filter(({ status }) => status === wanted);
    const completed = withStatus('completed');
    return {
      completed: completed.length,
      failed: withStatus('failed').length,
      cancelled: withStatus('cancelled').length,
      audioSeconds: sum(completed, ({ audioSeconds = 0 }) => audioSeconds),
      usd: rounded(
        sum(all, ({ usd }) => usd),
        1e8,
      ),
      interruptions: sum(all, ({ interruptions }) => interruptions),
      fellOver: sum(all, ({ fellOver }) => fellOver),
      ...averages(completed.filter(({ reused }) => reused === 0)),
    };
  });
}

/** Long audio weighs more than short. */
function averages(
  jobs: readonly EndedJob[],
): Pick<EndedFigures, 'realTimeFactor' | 'usdPerAudioHour'> {
  const measured = jobs.filter(({ realTimeFactor }) => realTimeFactor !== undefined);
  const audioOf = ({ audioSeconds = 0 }: EndedJob) => audioSeconds;
  const work = sum(measured, (job) => (job.realTimeFactor ?? 0) * audioOf(job));
  const [audio, measuredAudio] = [sum(jobs, audioOf), sum(measured, audioOf)];
  return {
    ...(measuredAudio > 0 && { realTimeFactor: rounded(work / measuredAudio, 1e4) }),
    ...(audio > 0 && {
      usdPerAudioHour: rounded((sum(jobs, ({ usd }) => usd) * 3600) / audio, 1e8),
    }),
  };
}

function byRoute<T extends { route: RouteName }, R>(
  all: readonly T[],
  figures: (ofRoute: readonly T[]) => R,
): Record<RouteName, R> {
  const entries = ROUTE_NAMES.map((name) => [
    name,
    figures(all.filter(({ route }) => route === name)),
  ]);
  return Object.fromEntries(entries) as Record<RouteName, R>;
}

function sum<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((total, one) => total + value(one), 0);
}
