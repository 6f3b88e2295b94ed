/**
 * `npm run bench speakers [-- known seen held-out memory | channel]`: who speaks when, against conversations whose
 * turns are known. bench/speakers/*.py measures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureSpeakerNetworks } from '../ami/speaker-networks.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';

const python = await ensurePython(console.error, ['engine', 'speakers']);
const networks = await ensureSpeakerNetworks(python, console.error);
const program = path.join('bench', 'speakers', 'main.py');
const child = spawn(python, [program, '--networks', networks, ...process.argv.slice(3)], {
  cwd: PROJECT,
  stdio: 'inherit',
  env: { ...process.env, PYTHONPATH: path.join(PROJECT, 'userdata', 'engine') },
});
process.exitCode = await new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
});
