import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './project.ts';
import { CommandFailed, runCommand } from './run-command.ts';
import { stampOf } from './stamp.ts';
import { hasCode } from './system-error.ts';

/** No Python that the project can use was found. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

const VENV = path.join(PROJECT, '.venv');
const PYTHON = path.join(VENV, 'bin', 'python');
const CANDIDATES = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];
const NEW_ENOUGH = 'import sys, venv; sys.exit(sys.version_info < (3, 10))';

interface Requirements {
  readonly file: string;
  /** For lists that leave out, on purpose, what a package says it needs. */
  readonly isClosed: boolean;
}

const REQUIREMENTS: readonly Requirements[] = [
  { file: 'local/requirements.txt', isClosed: true },
  { file: 'userdata/engine/requirements.txt', isClosed: true },
  { file: 'tests/engine/requirements.txt', isClosed: false },
];

/**
 * Makes the project's private .venv, unless it is there and its requirements are unchanged.
 * @returns its Python
 * @throws PythonMissing, CommandFailed
 */
export async function ensurePython(progress: (line: string) => void): Promise<string> {
  const files = REQUIREMENTS.map(({ file }) => file);
  const stamp = stampOf(path.join(VENV, '.stamp'), files);
  if (stamp.isFresh() && existsSync(PYTHON)) return PYTHON;
  progress('Making .venv for the AWS emulator and the engine (once; some 100 MB of wheels)');
  // Over one that is there: clouds may run from it.
  await runCommand({ program: await findPython(), args: ['-m', 'venv', VENV] });
  for (const { file, isClosed } of REQUIREMENTS) {
    if (!existsSync(path.join(PROJECT, file))) continue;
    progress(`  pip install -r ${file}`);
    await runCommand({ program: PYTHON, args: pipArguments(file, isClosed) });
  }
  stamp.write();
  return PYTHON;
}

function pipArguments(file: string, isClosed: boolean): string[] {
  const quiet = ['--quiet', '--disable-pip-version-check'];
  return ['-m', 'pip', 'install', ...quiet, ...(isClosed ? ['--no-deps'] : []), '-r', file];
}

async function findPython(): Promise<string> {
  for (const program of CANDIDATES) {
    try {
      await runCommand({ program, args: ['-c', NEW_ENOUGH] });
      return program;
    } catch (error) {
      if (!(error instanceof CommandFailed) && !hasCode(error, 'ENOENT')) throw error;
    }
  }
  throw new PythonMissing(
    'No Python 3.10 or newer with the venv module was found, and the AWS emulator and the engine ' +
      'need one. Install it (on Debian: apt install python3 python3-venv) and try again.',
  );
}
