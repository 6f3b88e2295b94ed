/**
 * `npm run chaos -- --seed N --jobs N`: fault injection into jobs on an embedded cloud, then an audit.
 * `npm run chaos -- --roads`, `--burst`: the same for machines that take job after job.
 * `npm run chaos -- --hostile`: one owner's jobs beside others that flood, forge and send bombs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { hasHarm, hostileReport } from './hostile/report.ts';
import { runHostile } from './hostile/run.ts';
import { isClean, report } from './report.ts';
import { burstReport, runBurst } from './roads/burst.ts';
import { calmPlans, drawnMishaps, roadPlans } from './roads/plan.ts';
import { roadsReport } from './roads/report.ts';
import { runRoads } from './roads/run.ts';
import { run } from './run.ts';
import { schedule } from './schedule.ts';

/** At a time with --calm: two servers have two places each. */
const CALM_RECORDINGS = 2;

const USAGE = `npm run chaos -- [--roads [--calm] | --burst | --hostile] [--seed N] [--jobs N] [--machines N]

  --seed N      which mishaps befall which job (default: 1); the same seed decides the same
  --jobs N      how many jobs (default: 20)
  --machines N  instances of a market that the account may have (default: 8; with --hostile 16: each of
                the four owners has up to four, those that shut down among them; with --roads 16, pools'
                machines among them); jobs wait for the rest
  --roads       each of N recordings by every route: spot, batch and warm. Mishaps befall the machines of
                the pools and their queues; transcripts must be the same by every route
  --calm        the same without mishaps, two recordings at a time: each job must go by its route
  --burst       N jobs at once for the pool batch: three machines drain it, two are interrupted
  --hostile     no mishaps; the jobs belong to one owner, and three others flood the API, forge the
                results of their machines and send audio that overloads decoders

Runs the jobs on an embedded AWS with a stub engine (--hostile: the real one), looks for lost, doubled
and overwritten jobs and for machines that were left behind (--hostile: for what the others changed for
the one), and writes the report to .local/chaos/. Exit status 1: some found.`;

const { values } = readArguments(USAGE, {
  options: {
    hostile: { type: 'boolean', default: false },
    roads: { type: 'boolean', default: false },
    calm: { type: 'boolean', default: false },
    burst: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '20' },
    machines: { type: 'string' },
  },
});

const options = {
  seed: whole('seed', values.seed),
  jobs: whole('jobs', values.jobs),
  machines: whole('machines', values.machines ?? (values.hostile || values.roads ? '16' : '8')),
};
if (values.hostile) await hostile();
else if (values.burst) await burst();
else if (values.roads) await roads();
else await mishaps();

async function mishaps(): Promise<void> {
  const plans = schedule(options.seed, options.jobs);
  const result = await run(plans, { ...options, progress: console.error });
  const name = `seed-${options.seed}-jobs-${options.jobs}.md`;
  publish(report(options, result), { name, isClean: isClean(result) });
}

async function roads(): Promise<void> {
  const { seed, jobs } = options;
  const { calm } = values;
  const plans = calm ? calmPlans(seed, jobs) : roadPlans(seed, jobs);
  const result = await runRoads(plans, calm ? [] : drawnMishaps(seed), {
    ...options,
    ...(calm && { atOnce: CALM_RECORDINGS }),
    progress: console.error,
  });
  const name = `${calm ? 'calm' : 'roads'}-seed-${seed}-jobs-${jobs}.md`;
  publish(roadsReport(options, result), { name, isClean: isClean(result) });
}

async function burst(): Promise<void> {
  const { jobs } = options;
  const result = await runBurst({ jobs, progress: console.error });
  publish(burstReport(result), { name: `burst-jobs-${jobs}.md`, isClean: isClean(result) });
}

async function hostile(): Promise<void> {
  const result = await runHostile(options.jobs, { ...options, progress: console.error });
  const name = `hostile-jobs-${options.jobs}.md`;
  publish(hostileReport(result), { name, isClean: !hasHarm(result) });
}

function publish(text: string, { name, isClean }: { name: string; isClean: boolean }): void {
  const file = path.join(LOCAL, 'chaos', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${text}\nWritten to ${path.relative(PROJECT, file)}`);
  process.exitCode = isClean ? 0 : 1;
}

function whole(name: string, value: string): number {
  return /^\d{1,9}$/.test(value) && (name === 'seed' || value !== '0')
    ? Number(value)
    : refuse(USAGE, `--${name}: ${value} is not a whole number that fits.`);
}
