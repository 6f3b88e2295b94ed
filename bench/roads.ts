/**
 * `npm run bench roads [-- machines choice --jobs N --engine real|stub]`: the ways to a machine side by
 * side. `machines`: the same files by batch and by spot, on the embedded cloud; `choice`: cost and time
 * by file length and load, and where the workflow changes its route, calculated.
 */
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { environment } from './environment.ts';
import { crossOverTable, estimateTable } from './roads/choice-tables.ts';
import { plotChoice } from './roads/choice-plot.ts';
import { complaints, machinesTable } from './roads/machines-table.ts';
import { measureMachines } from './roads/machines.ts';

const USAGE = `npm run bench roads [-- machines] [choice] [--jobs N] [--engine real|stub]

  machines       files of 30 s by batch on one machine, and on one each
  choice         cost and time by length and load, by the product's own rules, with a plot
  --jobs N       how many files (default: 100)
  --engine NAME  real: the engine with the micro model (default); stub: without a model`;

const { values, positionals } = readArguments(USAGE, {
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '100' },
    engine: { type: 'string', default: 'real' },
  },
});
const { engine } = values;
const jobs = Number(values.jobs);
const sections = positionals.length > 0 ? positionals : ['choice', 'machines'];
const unknown = sections.filter((name) => !['choice', 'machines'].includes(name));
if (unknown.length > 0) refuse(USAGE, `There is no section ${unknown.join(', ')}.`);
if (!(jobs > 1)) refuse(USAGE, `--jobs: ${values.jobs} is not a number above 1.`);
if (engine !== 'real' && engine !== 'stub') refuse(USAGE, `--engine: there is no ${engine}.`);

if (sections.includes('choice')) {
  const python = await environment('burst', {
    python: await ensurePython(console.error),
    requirements: 'bench/burst/requirements.txt',
  });
  const svg = path.join(PROJECT, '.bench', 'roads', 'choice.svg');
  await plotChoice({ python, svg });
  console.log(`${estimateTable()}\n\n${crossOverTable()}\n\nPlot: ${svg}`);
}
if (sections.includes('machines')) {
  const use = await measureMachines({ jobs, engine });
  console.log(`\n${machinesTable(use)}`);
  for (const complaint of complaints(use)) {
    console.error(complaint);
    process.exitCode = 1;
  }
}
