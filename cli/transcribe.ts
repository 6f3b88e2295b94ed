/**
 * `npm run transcribe -- FILE… [OPTIONS]`: transcribes on this computer with the engine that runs on
 * AWS. The engine gets all files and writes to standard output itself: text on a terminal, JSON lines
 * otherwise.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import path from 'node:path';
import { ensureMicroModel } from '../ami/micro-model.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython, PythonMissing } from '../computer/python-venv.ts';
import { CommandFailed } from '../computer/run-command.ts';
import { withSetUpLock } from '../computer/set-up-lock.ts';
import { refuse } from '../computer/arguments.ts';

const USAGE = `npm run transcribe -- FILE… [OPTIONS]
./spotscribe FILE… [OPTIONS]     the same, from any folder, without the time that npm takes

  FILE         an audio file, or - for standard input; several are transcribed one after the other
  --model DIR  a Whisper model for CTranslate2, such as KB-Whisper, with its manifest.json; the
               shipped one is tiny and knows 216 words, spoken by a synthetic voice
  --help       all options

The files come first; the options go to the engine, and are meant for each file. A file that fails
does not keep the others from being transcribed. Exit status: the worst of them; 2, and nothing is
transcribed, if two files would be written to the same document, or one over another.`;

/** A higher status means that a signal ended the engine: no further file is begun. */
const HIGHEST_STATUS = 128;

/** File descriptor on which the engine writes each file's exit status. */
const STATUSES = 3;

interface Ended {
  /** The engine's exit status; 128 + the signal's number after a signal, as in a shell. */
  readonly status: number;
  /** Exit status of each finished file, in order. */
  readonly ofFiles: readonly number[];
}

const given = process.argv.slice(2);
const firstOption = given.findIndex((argument) => /^-./.test(argument));
const files = given.slice(0, firstOption < 0 ? given.length : firstOption);
const options = given.slice(files.length);
const isQuestion = options.some((option) => ['-h', '--help', '--version'].includes(option));

try {
  process.exitCode = isQuestion ? await answer() : await transcribeAll();
} catch (error) {
  if (!(error instanceof PythonMissing || error instanceof CommandFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function answer(): Promise<number> {
  const { python } = await setUp({ needsModel: false });
  if (!options.includes('--version')) console.log(`${USAGE}\n\nThe engine:\n`);
  return (await runEngine(python, options)).status;
}

async function transcribeAll(): Promise<number> {
  if (files.length === 0) refuse(USAGE, 'Which file? Name the files first, then the options.');
  const hasModel = options.some((option) => /^--model(=|$)/.test(option));
  const { python, model } = await setUp({ needsModel: !hasModel });
  const more = [...model, ...options, '--statuses', String(STATUSES)];
  return transcribeEach((audio) => runEngine(python, [...audio, ...more]));
}

/**
 * One engine process transcribes all files, so the model is loaded once; after a crash a new one
 * continues with the next file.
 * @returns the highest exit status
 */
async function transcribeEach(run: (audio: string[]) => Promise<Ended>): Promise<number> {
  const statuses: number[] = [];
  let ended: Ended;
  do {
    const left = files.slice(statuses.length);
    ended = await run(left);
    statuses.push(...statusesOf(left, ended));
  } while (ended.status <= HIGHEST_STATUS && statuses.length < files.length);
  if (files.length > 1) tellWhatIsMissing(statuses);
  return Math.max(ended.status, ...statuses);
}

/** Exit statuses of the files that were begun, in order. */
function statusesOf(files: readonly string[], { status, ofFiles }: Ended): readonly number[] {
  const isSignal = status > HIGHEST_STATUS;
  if (ofFiles.length === 0 && !isSignal) return files.map(() => status); // refused before the first
  const endedInOne = isSignal && ofFiles.length < files.length && ofFiles.at(-1) !== status;
  return endedInOne ? [...ofFiles, status] : ofFiles;
}

function tellWhatIsMissing(statuses: readonly number[]): void {
  const failed = statuses.flatMap((status, index) =>
    status === 0 ? [] : [`${files[index]} (exit status ${status})`],
  );
  tell('Not begun, since a signal ended the engine', files.slice(statuses.length));
  tell('Not transcribed', failed);
}

/** Prints to standard error: standard output belongs to the engine. */
function tell(what: string, which: readonly string[]): void {
  if (which.length > 0) console.error(`· ${what}: ${which.join(', ')}.`);
}

/** Installs the engine's packages and builds the shipped model, where needed and missing. */
async function setUp({ needsModel }: { needsModel: boolean }) {
  const progress = (line: string) => console.error(`· ${line}`);
  return withSetUpLock(async () => {
    const python = await ensurePython(progress, ['engine']);
    return { python, model: needsModel ? ['--model', await ensureMicroModel(python)] : [] };
  });
}

async function runEngine(python: string, args: string[]): Promise<Ended> {
  const child = spawn(python, ['-m', 'fast_transcribe', ...args], {
    // Relative paths start where npm was called; npm itself runs in the project's root.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: {
      ...process.env,
      PYTHONPATH: path.join(PROJECT, 'userdata', 'engine'),
      PYTHONSAFEPATH: '1', // do not import a numpy.py from the working directory
      PYTHONDONTWRITEBYTECODE: '', // if set, the engine would be compiled in every run
    },
  });
  const end = () => child.kill('SIGTERM');
  // A terminal sends Ctrl-C to the engine too, which ends by itself; others send it to this process alone.
  const endSoon = () => setTimeout(end, 1000).unref();
  process.on('SIGTERM', end).on('SIGHUP', end).on('SIGINT', endSoon);
  let lines = '';
  child.stdio[STATUSES]?.on('data', (chunk: Buffer) => (lines += chunk.toString()));
  const ending: unknown[] = await once(child, 'close');
  process.off('SIGTERM', end).off('SIGHUP', end).off('SIGINT', endSoon);
  const [code, signal] = ending as [number, null] | [null, NodeJS.Signals];
  return {
    status: code ?? HIGHEST_STATUS + constants.signals[signal],
    ofFiles: lines.split('\n').filter(Boolean).map(Number),
  };
}
