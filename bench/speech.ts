/**
 * `npm run bench speech [-- section… --engine DIR --ours-only --sets LIST --pairs N]`: the engine
 * with real weights on real speech, against faster-whisper. bench/speech/*.py measures.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { environment } from './environment.ts';

const asked = process.argv.slice(3);
const python = await ensurePython(console.error);
const environments = ['--normaliser', await whisperNormaliser()];
if (!asked.includes('--ours-only')) environments.push('--faster-whisper', await fasterWhisper());
const program = path.join('bench', 'speech', 'main.py');
const child = spawn(python, [program, ...environments, ...asked], {
  cwd: PROJECT,
  stdio: 'inherit',
});
process.exitCode = await new Promise<number>((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
});

function whisperNormaliser(): Promise<string> {
  const requirements = 'bench/speech/requirements/normaliser.txt';
  return environment('whisper-normalizer', { python, requirements, isWholeList: true });
}

function fasterWhisper(): Promise<string> {
  const requirements = 'bench/engine/requirements/faster-whisper.txt';
  return environment('faster-whisper', { python, requirements });
}
