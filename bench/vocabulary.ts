/**
 * `npm run bench vocabulary [-- section…]`: what a word list does with real weights: names that are
 * not said, and words and names that are. bench/vocabulary/*.py measures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';

const python = await ensurePython(console.error);
const program = path.join('bench', 'vocabulary', 'main.py');
const child = spawn(python, [program, ...process.argv.slice(3)], {
  cwd: PROJECT,
  stdio: 'inherit',
});
process.exitCode = await new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
});
