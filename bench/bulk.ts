/**
 * `npm run bench bulk [-- --listed N --jobs N --bad N]`: a bulk on the embedded cloud with the stub
 * engine: all files are listed, the good ones completed, the bad ones named, the ceiling kept, and a
 * repeated bulk makes no job.
 */
import { readArguments, refuse } from '../computer/arguments.ts';
import { measureBulk } from './bulk/measure.ts';
import { bulkTable, complaintsOf } from './bulk/table.ts';

const USAGE = `npm run bench bulk [-- --listed N --jobs N --bad N --machines N --fit N]

  --listed N    keys below the prefix, with names of folders (default: 5000)
  --jobs N      files among them (default: 500)
  --bad N       files that the engine cannot transcribe (default: 10)
  --machines N  batch machines at once (default: 2)
  --fit N       jobs that fit into the ceiling at once (default: 100)`;

const { values } = readArguments(USAGE, {
  args: process.argv.slice(3),
  options: {
    listed: { type: 'string', default: '5000' },
    jobs: { type: 'string', default: '500' },
    bad: { type: 'string', default: '10' },
    machines: { type: 'string', default: '2' },
    fit: { type: 'string', default: '100' },
  },
});

function numberOf(name: keyof typeof values): number {
  const number = Number(values[name]);
  if (!(Number.isInteger(number) && number > 0)) refuse(USAGE, `--${name}: not a whole number.`);
  return number;
}

const sizes = {
  listed: numberOf('listed'),
  jobs: numberOf('jobs'),
  bad: numberOf('bad'),
  machines: numberOf('machines'),
  ceilingJobs: numberOf('fit'),
};
if (sizes.jobs > sizes.listed || sizes.bad > sizes.jobs) refuse(USAGE, 'More parts than a whole.');
const figures = await measureBulk(sizes);
console.log(`\n${bulkTable(figures)}`);
for (const complaint of complaintsOf(sizes, figures)) {
  console.error(complaint);
  process.exitCode = 1;
}
