import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './project.ts';
import { CommandFailed, runCommand } from './run-command.ts';
import { stampOf, type Stamp } from './stamp.ts';
import { hasCode } from './system-error.ts';

/** No suitable Python was found. */
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

/**
 * Complete lists, installed with --no-deps: some declared dependencies are left out on purpose. Each is
 * made of a file .in, with the SHA-256 of all that may be installed (`npm run lock:python`).
 */
export const REQUIREMENTS = {
  emulator: 'local/requirements.txt',
  engine: 'userdata/engine/requirements.txt',
  speakers: 'userdata/engine/requirements-speakers.txt',
  names: 'userdata/engine/requirements-names.txt',
  engineTests: 'tests/engine/requirements.txt',
  apiTests: 'tests/api/requirements.txt',
  checks: 'tests/runner/requirements.txt',
} as const;
/** What people write: names as their projects spell them, and comments. */
export function sourceOf(list: string): string {
  return list.replace(/\.txt$/, '.in');
}

/** Those, and what is installed elsewhere. */
export const LOCKED_REQUIREMENTS: readonly string[] = [
  ...Object.values(REQUIREMENTS),
  'ami/requirements-gpu.txt',
  'ami/analysis/llama.cpp/requirements.txt',
  'ami/analysis/vllm/requirements.txt',
  'bench/speech/requirements/normaliser.txt',
  'model/speakers/requirements.txt',
];

export type PythonNeed = keyof typeof REQUIREMENTS;

/** Without the fuzzer: only the tests of the API's description need it. */
const USUAL: readonly PythonNeed[] = ['emulator', 'engine', 'speakers', 'names', 'engineTests'];

/**
 * Creates the project's .venv and installs what is needed, unless its requirements are unchanged.
 * @returns its Python
 * @throws PythonMissing, CommandFailed
 */
export async function ensurePython(
  progress: (line: string) => void,
  needs: readonly PythonNeed[] = USUAL,
): Promise<string> {
  const missing = existsSync(PYTHON) ? needs.filter((need) => !stampFor(need).isFresh()) : needs;
  if (missing.length === 0) return PYTHON;
  progress(`Installing Python packages into .venv (once) for: ${missing.join(', ')}`);
  // Updates an existing .venv in place: running clouds may use it.
  await runCommand({ program: await findPython(), args: ['-m', 'venv', VENV] });
  for (const need of missing) {
    progress(`  pip install -r ${REQUIREMENTS[need]}`);
    await runCommand({ program: PYTHON, args: pipArguments(REQUIREMENTS[need]) });
    stampFor(need).write();
  }
  return PYTHON;
}

function stampFor(need: PythonNeed): Stamp {
  return stampOf(path.join(VENV, `.stamp-${need}`), [REQUIREMENTS[need]]);
}

function pipArguments(file: string): string[] {
  const quiet = ['--quiet', '--disable-pip-version-check'];
  return ['-m', 'pip', 'install', ...quiet, '--no-deps', '--require-hashes', '-r', file];
}

/** @throws PythonMissing */
export async function findPython(): Promise<string> {
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
