/**
 * `npm run bench burst [-- launcher embedded --jobs N --machines N --capacity N --per-second N]`: many
 * jobs at once. `launcher`: simulates only the EC2 calls, in virtual time; `embedded`: runs whole jobs.
 */
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { measureEmbedded } from './burst/embedded.ts';
import { measureLauncher } from './burst/launcher.ts';
import { environment } from './environment.ts';

const USAGE = `npm run bench burst [-- launcher] [embedded] [--jobs N] [--machines N] [--capacity N] [--per-second N]

  launcher       1,000 and 10,000 launches against EC2's token bucket, in virtual time, with a plot
  embedded       whole jobs with the stub engine on the embedded cloud
  --jobs N       how many of them (default: 300)
  --machines N   instances at the same time (default: 10)
  --capacity N   EC2's bucket (default: 5), and
  --per-second N how fast it is filled (default: 2)`;

const { values, positionals } = readArguments(USAGE, {
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '300' },
    machines: { type: 'string', default: '10' },
    capacity: { type: 'string', default: '5' },
    'per-second': { type: 'string', default: '2' },
  },
});
const sections = positionals.length > 0 ? positionals : ['launcher', 'embedded'];
const unknown = sections.filter((name) => !['launcher', 'embedded'].includes(name));
if (unknown.length > 0) refuse(USAGE, `There is no section ${unknown.join(', ')}.`);

if (sections.includes('launcher')) {
  const bucket = { capacity: positive('capacity'), perSecond: positive('per-second') };
  const requirements = 'bench/burst/requirements.txt';
  const python = await environment('burst', {
    python: await ensurePython(console.error),
    requirements,
  });
  const svg = path.join(PROJECT, '.bench', 'burst', 'launcher.svg');
  console.log(await measureLauncher(bucket, { python, svg }));
}
if (sections.includes('embedded')) {
  console.log(await measureEmbedded(positive('jobs'), positive('machines')));
}

function positive(name: keyof typeof values): number {
  const value = Number(values[name]);
  return value > 0 ? value : refuse(USAGE, `--${name}: ${values[name]} is no positive number.`);
}
