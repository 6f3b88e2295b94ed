/** `npm run fix`: mends what linters and formatters can mend by themselves. */
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { Programs } from './runner/programs.ts';

const NODE = path.join(PROJECT, 'node_modules', '.bin');

const python = await ensurePython(console.error, ['engine', 'checks']);
const ruff = path.join(path.dirname(python), 'ruff');
const programs = new Programs();
const fixes = [
  { title: 'eslint', program: path.join(NODE, 'eslint'), args: ['--fix', '.'] },
  { title: 'oxlint', program: path.join(NODE, 'oxlint'), args: ['--fix'] },
  {
    title: 'prettier',
    program: path.join(NODE, 'prettier'),
    args: ['--write', '--log-level=warn', '.'],
  },
  { title: 'ruff', program: ruff, args: ['check', '--fix', '--quiet', '.'] },
  { title: 'ruff format', program: ruff, args: ['format', '--quiet', '.'] },
];
for (const fix of fixes) {
  // A fixer that leaves findings exits with an error; the next one still runs.
  if ((await programs.run(fix)) !== 0) process.exitCode = 1;
}
