/**
 * `npm run bench engine [-- section… --pairs N --device cuda]`: the engine against faster-whisper
 * and transformers. The baselines get environments of their own under .bench; what is measured and
 * how stands in bench/engine/*.py.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../local/project.ts';
import { ensurePython } from '../local/python-venv.ts';
import { runCommand } from '../local/run-command.ts';
import { stampOf } from '../local/stamp.ts';

/** The sections that need torch: 5 GB, so they are not in what runs by default. */
const WITH_TRANSFORMERS = ['transformers', 'start'];
const WITHOUT = ['real', 'simulated', 'sweep', 'memory', 'front-end', 'words', 'speech'];
const SECTIONS = [...WITHOUT, ...WITH_TRANSFORMERS];

const asked = process.argv.slice(3);
const sections = asked.some((word) => SECTIONS.includes(word)) ? [] : WITHOUT;
const python = await ensurePython(console.error);
const baselines = ['--faster-whisper', await environment('faster-whisper')];
if (asked.some((word) => WITH_TRANSFORMERS.includes(word)))
  baselines.push('--transformers', await environment('transformers'));
const program = path.join('bench', 'engine', 'main.py');
const child = spawn(python, [program, ...baselines, ...asked, ...sections], {
  cwd: PROJECT,
  stdio: 'inherit',
});
process.exitCode = await new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
});

/** A baseline's environment, made once. @returns its Python */
async function environment(name: string): Promise<string> {
  const folder = path.join(PROJECT, '.bench', name);
  const own = path.join(folder, 'bin', 'python');
  const requirements = `bench/engine/requirements/${name}.txt`;
  const stamp = stampOf(path.join(folder, '.stamp'), [requirements]);
  if (stamp.isFresh() && existsSync(own)) return own;
  console.error(`Making .bench/${name} (once): pip install -r ${requirements}`);
  await runCommand({ program: python, args: ['-m', 'venv', folder] });
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await runCommand({ program: own, args: ['-m', 'pip', 'install', ...quiet, '-r', requirements] });
  stamp.write();
  return own;
}
