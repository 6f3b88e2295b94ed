/**
 * `npm run bench start [-- --rounds N --faster-whisper]`: overhead of a short file beyond the model.
 *
 * Runs the command on five seconds of speech, and its parts separately, in turn; reports medians. CPU
 * seconds are more reliable on a busy computer. --faster-whisper adds one process of faster-whisper
 * on the same file and model.
 */
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { PROJECT } from '../computer/project.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { ensureMicroModel } from '../ami/micro-model.ts';
import { environment } from './environment.ts';

const AUDIO = path.join(PROJECT, 'model', 'micro-whisper', 'audio');
const FILE = path.join(AUDIO, 'demo.wav');
const FILES = [FILE, path.join(AUDIO, 'demo_f2.wav'), path.join(AUDIO, 'unseen0_single.wav')];

const Medians = z.record(z.string(), z.object({ wall: z.number(), cpu: z.number() }));

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    rounds: { type: 'string', default: '9' },
    'faster-whisper': { type: 'boolean', default: false },
  },
});
const python = await ensurePython(console.error);
const model = await ensureMicroModel(python);
const commands = { ...ours(), ...(values['faster-whisper'] ? await theirs() : {}) };

const before = loadavg();
const figures = repeat();
const [whole] = Object.values(figures);
console.log('| command | wall, s | CPU, s | CPU, of the first |\n| --- | --- | --- | --- |');
for (const [name, { wall, cpu }] of Object.entries(figures)) {
  const share = (cpu / (whole?.cpu ?? cpu)).toFixed(2);
  console.log(`| ${name} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${share} |`);
}
const load = [before, loadavg()].map(([minute = 0]) => minute.toFixed(1)).join(' and ');
console.log(`\n${availableParallelism()} cores; load before and after: ${load}`);

function ours() {
  const engine = [python, '-m', 'fast_transcribe', '--model', model];
  const env = { PYTHONPATH: path.join(PROJECT, 'userdata', 'engine') };
  const inEngine = (...args: string[]) => ({ command: [...engine, ...args], environment: env });
  const imports = [python, '-c', 'import fast_transcribe.session'];
  return {
    'npm run transcribe': { command: ['npm', 'run', 'transcribe', '--', FILE] },
    './spotscribe': { command: [path.join(PROJECT, 'spotscribe'), FILE] },
    'the engine alone': inEngine(FILE),
    'its imports': { command: imports, environment: env },
    'its imports and load': inEngine('--await-request'),
    './spotscribe, three files': { command: [path.join(PROJECT, 'spotscribe'), ...FILES] },
  };
}

async function theirs() {
  const requirements = 'bench/engine/requirements/faster-whisper.txt';
  const interpreter = await environment('faster-whisper', { python, requirements });
  const program = path.join(PROJECT, 'bench', 'engine', 'faster_whisper_command.py');
  const command = [interpreter, program, '--model', model];
  return { 'faster-whisper': { command, input: `${JSON.stringify({ audio: FILE })}\n` } };
}

function repeat() {
  const { status, stdout } = spawnSync(python, [path.join('bench', 'start', 'repeat.py')], {
    cwd: PROJECT,
    input: JSON.stringify({ rounds: Number(values.rounds), commands }),
    stdio: ['pipe', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`bench/start/repeat.py ended with ${status}`);
  return Medians.parse(JSON.parse(stdout));
}
