/**
 * `npm run lock:python [FILE.in]…`: makes the lists that pip installs, requirements.txt with the hashes
 * of every file of the index, of requirements.in, which people write.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments, refuse } from '../computer/arguments.ts';
import { findPython, LOCKED_REQUIREMENTS, sourceOf } from '../computer/python-venv.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';

const UV = 'uv==0.13.9';
/** The oldest Python that a list is for: the project's, unless another is here. */
const PYTHON = '3.10';
const OTHER_PYTHONS: Readonly<Record<string, string>> = {
  'bench/speech/requirements/normaliser.in': '3.11',
  'ami/analysis/vllm/requirements.in': '3.13',
};

/** All of a list is in it: `--no-deps`, as it is installed. One list for all systems and Pythons. */
const OPTIONS = [
  ...['--universal', '--no-deps', '--generate-hashes', '--no-header', '--no-annotate'],
  '--quiet',
];

const USAGE = `npm run lock:python -- [FILE.in]…

  FILE.in    from the project's root, such as local/requirements.in (default: all)`;

const { positionals: given } = readArguments(USAGE, { allowPositionals: true, options: {} });
const known = LOCKED_REQUIREMENTS.map(sourceOf);
const other = given.find((file) => !known.includes(file));
if (other !== undefined) refuse(USAGE, `${other} is none of ${known.join(', ')}.`);
const sources = given.length > 0 ? given : known;
const uv = await installedUv();
for (const source of sources) {
  const target = source.replace(/\.in$/, '.txt');
  // What is locked is kept, if it still fits: uv reads the present file.
  const python = ['--python-version', OTHER_PYTHONS[source] ?? PYTHON];
  const args = ['pip', 'compile', ...OPTIONS, ...python, '-o', target, source];
  await runCommand({ program: uv, args });
  const header = `# Made of ${path.basename(source)}, by: npm run lock:python\n`;
  const file = path.join(PROJECT, target);
  writeFileSync(file, header + readFileSync(file, 'utf8').replace(header, ''));
  console.log(target);
}

async function installedUv(): Promise<string> {
  const venv = path.join(LOCAL, UV.replace('==', '-'));
  const program = path.join(venv, 'bin/uv');
  if (existsSync(program)) return program;
  await runCommand({ program: await findPython(), args: ['-m', 'venv', venv] });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', UV];
  await runCommand({ program: path.join(venv, 'bin/python'), args: pip });
  return program;
}
