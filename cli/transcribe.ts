/**
 * `npm run transcribe -- FILE… [OPTIONS]`: transcribes on this computer with the engine that runs on
 * AWS. The engine gets all files and writes to standard output itself: text on a terminal, JSON lines
 * otherwise.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import path from 'node:path';
import { ensureMicroModel } from '../ami/micro-model.ts';
import { HERE } from '../computer/here.ts';
import { PROJECT } from '../computer/project.ts';
import { ensurePython, PythonMissing } from '../computer/python-venv.ts';
import { CommandFailed } from '../computer/run-command.ts';
import { withSetUpLock } from '../computer/set-up-lock.ts';
import { refuse } from '../computer/arguments.ts';
import { WrongWords } from './submit/wrong-words.ts';
import { askedRedaction, NoCopy, withoutRedact } from './transcribe-redact.ts';
import { pythonNeeds, speakerModels } from './transcribe-speakers.ts';

const USAGE = `npm run transcribe -- FILE… [OPTIONS]
./spotscribe FILE… [OPTIONS]     the same, from any folder, without the time that npm takes

  FILE         an audio file, or - for standard input; several are transcribed one after the other
  --model DIR  a Whisper model for CTranslate2, such as KB-Whisper, with its manifest.json; the
               shipped one is tiny and knows 216 words, spoken by a synthetic voice
  --redact KINDS
               a copy of the documents without what tells who someone is, in the folder redacted
               below --out, and the originals by pseudonym in redaction-keys; needs json among
               --formats. All, or kinds between commas such as name,personnummer, or as in POST
               /jobs, in JSON: '{"style": "tag", "audio": true}'
  --help       all options

The files come first; the options go to the engine, and are meant for each file. A file that fails
does not keep the others from being transcribed. Exit status: the worst of them; 2, and nothing is
transcribed, if two files would be written to the same document, or one over another.`;

/** A higher status means that a signal ended the engine: no further file is begun. */
const HIGHEST_STATUS = 128;

/** File descriptor on which the engine writes each file's exit status. */
const STATUSES = 3;

const PLACE = {
  cwd: HERE,
  env: {
    ...process.env,
    PYTHONPATH: path.join(PROJECT, 'userdata', 'engine'),
    PYTHONSAFEPATH: '1', // do not import a numpy.py from the working directory
    PYTHONDONTWRITEBYTECODE: '', // if set, the engine would be compiled in every run
  },
};

interface Ended {
  /** The engine's exit status; 128 + the signal's number after a signal, as in a shell. */
  readonly status: number;
  /** Exit status of each finished file, in order. */
  readonly ofFiles: readonly number[];
}

const given = process.argv.slice(2);
const firstOption = given.findIndex((argument) => /^-./.test(argument));
const files = given.slice(0, firstOption < 0 ? given.length : firstOption);
const own = given.slice(files.length);
const redacting = asked();
const options = redacting ? withoutRedact(own) : own;
const isQuestion = options.some((option) => ['-h', '--help', '--version'].includes(option));

try {
  process.exitCode = isQuestion ? await answer() : await transcribeAll();
} catch (error) {
  if (!(error instanceof PythonMissing || error instanceof CommandFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function asked() {
  try {
    return askedRedaction(own);
  } catch (error) {
    if (error instanceof WrongWords) refuse(USAGE, error.message);
    throw error;
  }
}

async function answer(): Promise<number> {
  const { python } = await setUp({ needsModels: false });
  if (!options.includes('--version')) console.log(`${USAGE}\n\nThe engine:\n`);
  return (await runEngine(python, options)).status;
}

async function transcribeAll(): Promise<number> {
  if (files.length === 0) refuse(USAGE, 'Which file? Name the files first, then the options.');
  const { python, models } = await setUp({ needsModels: true });
  const more = [...models, ...options, '--statuses', String(STATUSES)];
  const statuses = await transcribeEach((audio) => runEngine(python, [...audio, ...more]));
  const isDry = options.includes('--dry-run');
  const copied = isDry
    ? []
    : copiesOf(
        files.filter((_, nth) => statuses.ofFiles[nth] === 0),
        python,
      );
  return Math.max(statuses.status, ...statuses.ofFiles, ...copied);
}

/** Redacted copies of what was transcribed. @returns 1 for each that could not be made */
function copiesOf(audio: readonly string[], python: string): number[] {
  return audio.map((file) => {
    try {
      const told = redacting?.copy(file, { here: HERE, run: (words) => runPython(python, words) });
      if (told !== undefined) console.error(`· ${told}`);
      return 0;
    } catch (error) {
      if (!(error instanceof NoCopy || error instanceof WrongWords)) throw error;
      console.error(error.message);
      return 1;
    }
  });
}

/**
 * One engine process transcribes all files, so the model is loaded once; after a crash a new one
 * continues with the next file.
 * @returns the last process's exit status, and that of each file
 */
async function transcribeEach(run: (audio: string[]) => Promise<Ended>): Promise<Ended> {
  const statuses: number[] = [];
  let ended: Ended;
  do {
    const left = files.slice(statuses.length);
    ended = await run(left);
    statuses.push(...statusesOf(left, ended));
  } while (ended.status <= HIGHEST_STATUS && statuses.length < files.length);
  if (files.length > 1) tellWhatIsMissing(statuses);
  return { status: ended.status, ofFiles: statuses };
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

/** Installs the engine's packages and builds the shipped models, where needed and missing. */
async function setUp({ needsModels }: { needsModels: boolean }) {
  const progress = (line: string) => console.error(`· ${line}`);
  return withSetUpLock(async () => {
    const python = await ensurePython(progress, pythonNeeds(options));
    if (!needsModels) return { python, models: [] };
    const speakers = await speakerModels(options, python, progress);
    return { python, models: [...(await microModel(python)), ...speakers] };
  });
}

async function microModel(python: string): Promise<string[]> {
  const isNamed = options.some((option) => /^--model(=|$)/.test(option));
  return isNamed ? [] : ['--model', await ensureMicroModel(python)];
}

function runPython(python: string, words: string[]) {
  const { status, stdout } = spawnSync(python, words, {
    ...{ ...PLACE, encoding: 'utf8' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { status, output: stdout };
}

async function runEngine(python: string, args: string[]): Promise<Ended> {
  const stdio = ['inherit', 'inherit', 'inherit', 'pipe'] as const;
  const child = spawn(python, ['-m', 'fast_transcribe', ...args], { ...PLACE, stdio: [...stdio] });
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
