/**
 * `npm run bench review [-- fit]`: which share of the wrong words is found by hearing the places of
 * the review list; `fit` first fits the list's coefficients anew. bench/review/*.py measures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { environment } from './environment.ts';

const python = await ensurePython(console.error);
const normaliser = await environment('whisper-normalizer', {
  python,
  requirements: 'bench/speech/requirements/normaliser.txt',
  isWholeList: true,
});
const program = path.join('bench', 'review', 'main.py');
const asked = ['--normaliser', normaliser, ...process.argv.slice(3)];
const child = spawn(python, [program, ...asked], { cwd: PROJECT, stdio: 'inherit' });
process.exitCode = await new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
});
