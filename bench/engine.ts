/**
 * `npm run bench engine [-- section… --pairs N --device cuda]`: the engine against faster-whisper
 * and transformers. Creates the baselines' environments below .bench; bench/engine/*.py measures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { environment } from './environment.ts';

/** Sections that need torch (5 GB); not run by default. */
const WITH_TRANSFORMERS = ['transformers', 'start'];
const WITHOUT = ['real', 'simulated', 'sweep', 'memory', 'front-end', 'words', 'speech'];
const SECTIONS = [...WITHOUT, ...WITH_TRANSFORMERS];

const asked = process.argv.slice(3);
const sections = asked.some((word) => SECTIONS.includes(word)) ? [] : WITHOUT;
const python = await ensurePython(console.error);
const baselines = ['--faster-whisper', await baseline('faster-whisper')];
if (asked.some((word) => WITH_TRANSFORMERS.includes(word)))
  baselines.push('--transformers', await baseline('transformers'));
if ([...asked, ...sections].includes('speech'))
  baselines.push('--espeak', await baseline('espeak'));
const program = path.join('bench', 'engine', 'main.py');
const child = spawn(python, [program, ...baselines, ...asked, ...sections], {
  cwd: PROJECT,
  stdio: 'inherit',
});
process.exitCode = await new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
});

/** Creates a baseline's environment. @returns its Python */
function baseline(name: string): Promise<string> {
  return environment(name, { python, requirements: `bench/engine/requirements/${name}.txt` });
}
