/**
 * `npm run bench scale [-- simulate embedded --shape NAME --loads N,N --seed N --jobs N]`: cost, waits and
 * limits from 10 to 1,000,000 jobs a day, simulated with the product's own rules; then some jobs on the
 * embedded cloud beside what the simulator predicts for them.
 */
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { environment } from './environment.ts';
import { PARAMETERS, runOnEmbeddedCloud } from './scale/embedded.ts';
import { casesOf, LOADS } from './scale/plan.ts';
import { plotCases } from './scale/plots.ts';
import { compare, comparisonTable } from './scale/prediction.ts';
import { bitingTable, defaultTable, limitsTable, sizedTable } from './scale/report.ts';
import { ROADS } from './scale/scenario.ts';
import { DAYS } from './scale/trace.ts';

const USAGE = `npm run bench scale [-- simulate] [embedded] [--shape NAME] [--loads N,N] [--seed N] [--jobs N]

  simulate       one day of each load on each road, in virtual time, with plots
  embedded       jobs with the stub engine on the embedded cloud, and what the simulator predicts
  --shape NAME   of the day: ${Object.keys(DAYS).join(', ')} (default: mixed)
  --loads N,N    jobs a day (default: ${LOADS.join(',')})
  --seed N       of the arrivals and of all draws (default: 1)
  --jobs N       on the embedded cloud (default: 24)`;

const { values, positionals } = readArguments(USAGE, {
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    shape: { type: 'string', default: 'mixed' },
    loads: { type: 'string', default: LOADS.join(',') },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '24' },
  },
});
const sections = positionals.length > 0 ? positionals : ['simulate', 'embedded'];
const unknown = sections.filter((name) => !['simulate', 'embedded'].includes(name));
if (unknown.length > 0) refuse(USAGE, `There is no section ${unknown.join(', ')}.`);
const seed = whole('seed', values.seed);

if (sections.includes('simulate')) await simulateAll();
if (sections.includes('embedded')) await compareWithCloud();
const { userCPUTime, systemCPUTime } = process.resourceUsage();
console.log(`\nCPU seconds of this process: ${((userCPUTime + systemCPUTime) / 1e6).toFixed(0)}.`);

async function simulateAll(): Promise<void> {
  const shape = DAYS[values.shape as keyof typeof DAYS] as (typeof DAYS)['mixed'] | undefined;
  if (!shape) refuse(USAGE, `--shape: there is no ${values.shape}.`);
  const loads = values.loads.split(',').map((load) => whole('loads', load));
  const cases = loads.flatMap((load) => {
    console.error(`Simulating ${load} jobs a day`);
    return casesOf(load, ROADS, { shape, seed });
  });
  const python = await environment('burst', {
    python: await ensurePython(console.error),
    requirements: 'bench/burst/requirements.txt',
  });
  const plots = await plotCases(cases, {
    python,
    folder: path.join(PROJECT, '.bench', 'scale'),
  });
  console.log(`By default\n\n${defaultTable(cases)}\n\nSized for the load\n\n${sizedTable(cases)}`);
  console.log(`\nFirst limits\n\n${bitingTable(cases)}`);
  for (const road of ROADS) console.log(`\nLimits, ${road}\n\n${limitsTable(cases, road)}`);
  console.log(`\nPlots: ${plots.join(', ')}`);
}

async function compareWithCloud(): Promise<void> {
  const jobs = whole('jobs', values.jobs);
  const plan = { jobs, machines: 3, everySeconds: 1.5, seed };
  const seen = await runOnEmbeddedCloud(plan);
  const rows = compare(seen, plan, Number(PARAMETERS.CapacityRetrySeconds));
  console.log(`\n${jobs} jobs on the embedded cloud, ${plan.machines} machines at a time\n`);
  console.log(comparisonTable(rows));
}

function whole(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0
    ? value
    : refuse(USAGE, `--${name}: ${text} is no positive whole number.`);
}
