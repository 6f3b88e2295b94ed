/** What the simulator predicts for the jobs of the embedded cloud, and how far off it is. */
import { quantile } from '../quantile.ts';
import type { LoadPlan, Seen, SeenJob } from './embedded.ts';
import type { Draw } from './sampling.ts';
import type { Nature, Scenario } from './scenario.ts';
import { defaultSettings } from './settings.ts';
import { figuresOf, simulate, type Figures } from './simulate.ts';

/** Runs of the simulator, each with other draws of the same measured times. */
const SEEDS = 50;

export interface Compared {
  what: string;
  predicted: number;
  /** 5 % and 95 % quantile of the simulator's runs. */
  from: number;
  to: number;
  observed: number;
}

/** @param retrySeconds of the cloud's setting capacityRetrySeconds */
export function compare(seen: Seen, plan: LoadPlan, retrySeconds: number): Compared[] {
  const runs = Array.from({ length: SEEDS }, (_, seed) =>
    figuresOf(simulate(scenarioOf(seen, { plan, retrySeconds, seed }))),
  );
  const waits = seen.jobs.map(({ arrivedAt, begunAt }) => begunAt - arrivedAt);
  const { CreateFleet, TerminateInstances } = seen.ec2Calls;
  const rows: [string, (figures: Figures) => number, number][] = [
    ['waiting time p50, s', ({ waitP50 }) => waitP50, quantile(0.5, waits)],
    ['waiting time p90, s', ({ waitP90 }) => waitP90, quantile(0.9, waits)],
    ['machines at a time, most', ({ machinesAtPeak }) => machinesAtPeak, seen.machinesAtPeak],
    ['machines launched', ({ machinesLaunched }) => machinesLaunched, seen.machinesLaunched],
    ['calls to EC2', ({ ec2Calls }) => ec2Calls, CreateFleet + TerminateInstances],
  ];
  return rows.map(([what, figure, observed]) => {
    const values = runs.map(figure);
    const predicted = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { what, predicted, from: quantile(0.05, values), to: quantile(0.95, values), observed };
  });
}

/** Share of what was observed. */
export function errorOf({ predicted, observed }: Compared): number {
  return (predicted - observed) / observed;
}

export function comparisonTable(rows: readonly Compared[]): string {
  return [
    '| figure | predicted | nine tenths of the runs | observed | error |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => {
      const { what, predicted, from, to, observed } = row;
      const range = `${from.toFixed(1)} to ${to.toFixed(1)}`;
      const error = `${(100 * errorOf(row)).toFixed(0)} %`;
      return `| ${[what, predicted.toFixed(1), range, observed.toFixed(1), error].join(' | ')} |`;
    }),
  ].join('\n');
}

function scenarioOf(
  { jobs }: Seen,
  { plan, retrySeconds, seed }: { plan: LoadPlan; retrySeconds: number; seed: number },
): Scenario {
  const arrivals = jobs.map(({ arrivedAt }) => arrivedAt).sort((one, other) => one - other);
  const [first = 0] = arrivals;
  return {
    trace: {
      at: Float64Array.from(arrivals, (at) => at - first),
      audioSeconds: new Float64Array(arrivals.length).fill(1),
      isPosted: new Uint8Array(arrivals.length).fill(1),
    },
    road: 'spot',
    settings: { ...defaultSettings(), capacityRetrySeconds: retrySeconds },
    account: { machines: plan.machines, isQuotaKnown: false },
    nature: measured(jobs),
    seed,
  };
}

/**
 * Times of machines and of functions are those that the jobs had, as a deployment's measured speed is
 * given. How often a job tries, and how long it waits for a machine, is not among them.
 */
function measured(jobs: readonly SeenJob[]): Nature {
  const some = (of: (job: SeenJob) => number) => sampled(jobs.map(of));
  const work = some(({ endedAt, begunAt }) => endedAt - begunAt);
  return {
    boot: some(({ begunAt, launchedAt }) => begunAt - launchedAt),
    work: (_, draw) => work(draw),
    ending: some(({ goneAt, endedAt }) => Math.max(0, goneAt - endedAt)),
    handover: () => 0,
    functions: quantile(
      0.5,
      jobs.map(({ firstTry }) => firstTry),
    ),
    lateness: sampled(jobs.flatMap(({ lateness }) => lateness)),
    lostWork: () => 1,
    interruption: Infinity,
  };
}

function sampled(values: readonly number[]): (draw: Draw) => number {
  return (draw) => values[Math.floor(draw() * values.length)] ?? 0;
}
