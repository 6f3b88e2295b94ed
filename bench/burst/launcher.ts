/** Simulates the EC2 calls of a burst of jobs: launch budget against the SDK's backoff alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../../computer/run-command.ts';
import { draws } from './draws.ts';
import { sdkAlone, sdkThenQueued, withBudget } from './launchers.ts';
import {
  shareOfPossibleRate,
  simulate,
  wastedShare,
  type Bucket,
  type Launcher,
  type Launches,
} from './virtual-launches.ts';

const BURSTS = [1000, 10_000];
const SEED = 1;

interface Run {
  readonly jobs: number;
  readonly launcher: Launcher;
  readonly launches: Launches;
}

/** Draws the plot. @returns the figures as Markdown */
export async function measureLauncher(
  bucket: Bucket,
  { python, svg }: { python: string; svg: string },
): Promise<string> {
  const runs = BURSTS.flatMap((jobs) =>
    launchersFor(bucket).map((launcher): Run => ({
      jobs,
      launcher,
      launches: simulate(jobs, launcher, bucket),
    })),
  );
  await plot(runs, bucket, { python, svg });
  return [
    `EC2's bucket holds ${bucket.capacity} calls and is filled with ${bucket.perSecond} a second.`,
    '',
    '| jobs at once | launcher | last launch | share of the possible rate | calls | of these throttled |',
    '| ---: | --- | ---: | ---: | ---: | ---: |',
    ...runs.map((run) => row(run, bucket)),
    '',
    `Plot: ${svg}`,
  ].join('\n');
}

function launchersFor(bucket: Bucket): Launcher[] {
  const half = { capacity: bucket.capacity, perSecond: bucket.perSecond / 2 };
  const twice = { capacity: bucket.capacity, perSecond: bucket.perSecond * 2 };
  return [
    withBudget('launch budget', bucket, draws(SEED)),
    withBudget('launch budget, set to half of what EC2 allows', half, draws(SEED)),
    withBudget('launch budget, set to twice of what EC2 allows', twice, draws(SEED)),
    sdkThenQueued(draws(SEED)),
    sdkAlone(draws(SEED)),
  ];
}

function row({ jobs, launcher, launches }: Run, bucket: Bucket): string {
  const { launchedAt, throttledAt } = launches;
  const last = `${((launchedAt.at(-1) ?? 0) / 60).toFixed(1)} min`;
  const share = shareOfPossibleRate(launches, bucket).toFixed(2);
  const calls = launchedAt.length + throttledAt.length;
  const wasted = `${(100 * wastedShare(launches)).toFixed(1)} %`;
  return `| ${jobs} | ${launcher.name} | ${last} | ${share} | ${calls} | ${wasted} |`;
}

async function plot(
  runs: readonly Run[],
  bucket: Bucket,
  { python, svg }: { python: string; svg: string },
): Promise<void> {
  const bursts = BURSTS.map((jobs) => ({
    jobs,
    perSecond: bucket.perSecond,
    runs: Object.fromEntries(
      runs.filter((run) => run.jobs === jobs).map((run) => [run.launcher.name, curves(run)]),
    ),
  }));
  const results = path.join(path.dirname(svg), 'launcher.json');
  mkdirSync(path.dirname(svg), { recursive: true });
  writeFileSync(results, JSON.stringify(bursts));
  const args = [path.join(import.meta.dirname, 'plot.py'), results, svg];
  await runCommand({ program: python, args });
}

/** Points per curve; more would only enlarge the file. */
const MOST_POINTS = 150;

function curves({ launches: { launchedAt, throttledAt } }: Run) {
  const calls = [...launchedAt, ...throttledAt].sort((a, b) => a - b);
  return { launched: curve(launchedAt), calls: curve(calls) };
}

/** Cumulative count over time, thinned out: [seconds, count]. */
function curve(moments: readonly number[]): [number, number][] {
  const step = Math.max(1, Math.ceil(moments.length / MOST_POINTS));
  const last = moments.length - 1;
  const all = moments.map((at, index): [number, number] => [at, index + 1]);
  return all.filter((_, index) => index % step === 0 || index === last);
}
