/**
 * `npm run bench overhead [-- --jobs N --against FOLDER]`: a job's overhead beyond its transcription, on
 * the embedded cloud, and the AWS requests of a job with their price.
 *
 * Overhead is the time from POST to `completed`, as the API reports it, minus the engine process's
 * wall time. Jobs run one after the other. With another checkout of this repository, such as one from
 * before a change, each job runs on both, in alternating order.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readArguments, refuse } from '../computer/arguments.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { costUsd, USED, type Usage } from './api/usage.ts';
import { bundleSizes } from './bundles.ts';
import { startCheckout, usagePerJob, type Checkout, type Sample } from './overhead/checkout.ts';
import { quantile } from './quantile.ts';

const USAGE = `npm run bench overhead [-- --jobs N --against FOLDER]

  --jobs N          jobs, one after the other (default: 30)
  --against FOLDER  another checkout, with its packages installed (npm ci); each job runs on both`;

const { values } = readArguments(USAGE, {
  args: process.argv.slice(3),
  options: { jobs: { type: 'string', default: '30' }, against: { type: 'string' } },
});
const jobs = Number(values.jobs);
if (!(jobs > 0)) refuse(USAGE, `--jobs: ${values.jobs} is no positive number.`);

interface Measured {
  checkout: Checkout;
  /** The first job includes cold starts, and is none of the samples. */
  cold: Sample;
  samples: Sample[];
  before: Usage;
}

interface Figure {
  what: string;
  unit?: string;
  of: (one: Measured) => number;
}

/** EC2's last event of a machine comes after its job's end. */
const LATE_EVENTS_MS = 3000;

const here = await startCheckout('here', PROJECT);
const other =
  values.against === undefined
    ? undefined
    : await startCheckout('other', path.resolve(values.against));
try {
  const measured: Measured[] = [];
  for (const checkout of other ? [here, other] : [here]) measured.push(await warmUp(checkout));
  for (let nth = 0; nth < jobs; nth += 1) {
    for (const one of nth % 2 === 0 ? measured : measured.toReversed())
      one.samples.push(await one.checkout.measure());
  }
  await sleep(LATE_EVENTS_MS);
  report(measured);
} finally {
  await here.stop();
  await other?.stop();
}

async function warmUp(checkout: Checkout): Promise<Measured> {
  const cold = await checkout.measure();
  await sleep(LATE_EVENTS_MS);
  return { checkout, cold, samples: [], before: checkout.usage() };
}

function report(measured: readonly Measured[]): void {
  const names = measured.map(({ checkout }) => checkout.name);
  const columns = ['figure', ...names, ...(other ? ['here / other'] : [])];
  console.log(`\n| ${columns.join(' | ')} |\n| --- |${' ---: |'.repeat(columns.length - 1)}`);
  for (const { what, unit = '', of } of [...timeFigures(), ...usageFigures()]) {
    const figures = measured.map(of);
    const [first = NaN, second = NaN] = figures;
    const shown = figures.map((figure) => `${figure.toFixed(2)}${unit}`);
    const ratio = other ? [(first / second).toFixed(2)] : [];
    console.log(`| ${[what, ...shown, ...ratio].join(' | ')} |`);
  }
  reportBundles();
}

function timeFigures(): Figure[] {
  const overhead = ({ totalSeconds, engineSeconds }: Sample) => totalSeconds - engineSeconds;
  const at = (share: number, figure: (sample: Sample) => number) => (one: Measured) =>
    quantile(share, one.samples.map(figure));
  const unit = ' s';
  return [
    { what: 'POST to completed, p50', unit, of: at(0.5, ({ totalSeconds }) => totalSeconds) },
    {
      what: 'engine process (it loads its model while the job is claimed), p50',
      unit,
      of: at(0.5, ({ engineSeconds }) => engineSeconds),
    },
    { what: 'overhead: the difference, p50', unit, of: at(0.5, overhead) },
    { what: 'overhead, p95', unit, of: at(0.95, overhead) },
    {
      what: 'overhead as a share of the whole, p50',
      of: at(0.5, (sample) => overhead(sample) / sample.totalSeconds),
    },
    {
      what: 'of it until a machine is launched (upload, route), p50',
      unit,
      of: at(0.5, ({ launchSeconds }) => launchSeconds),
    },
    {
      what: 'overhead of the first job (cold functions)',
      unit,
      of: ({ cold }) => overhead(cold),
    },
  ];
}

/** For a job. */
function usageFigures(): Figure[] {
  return [
    ...USED.map((kind) => ({ what: kind, of: (one: Measured) => usageOf(one)[kind] })),
    {
      what: 'USD per million jobs, without machines',
      of: (one: Measured) => costUsd(usageOf(one)) * 1e6,
    },
    { what: 'item of the job at its end', unit: ' kB', of: ({ cold }) => cold.itemBytes / 1000 },
  ];
}

function usageOf({ checkout, before, samples }: Measured): Usage {
  return usagePerJob(checkout, { before, jobs: samples.length });
}

function reportBundles(): void {
  console.log('\n| function | bundle, gzip |\n| --- | --- |');
  for (const [name, bytes] of Object.entries(bundleSizes(path.join(LOCAL, 'package'))))
    console.log(`| ${name} | ${(bytes / 1000).toFixed(1)} kB |`);
}
