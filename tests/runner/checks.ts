/** Lint, format and types of every language. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { PROJECT, RUN_PROGRAM } from '../../computer/project.ts';
import type { Count } from './count.ts';
import type { Program, Programs } from './programs.ts';

const NODE = path.join(PROJECT, 'node_modules', '.bin');
/** typescript-eslint and openapi-typescript need the API of TypeScript 6. */
const TYPESCRIPT_7 = path.join(PROJECT, 'node_modules/typescript-native/bin/tsc');
/** Each further thread checks most types once more, on processors that other parts use, too. */
const ONE_THREAD = { GOMAXPROCS: '1' };

/** @param python the project's, with the packages of tests/runner/requirements.txt */
export async function runChecks(programs: Programs, python: Promise<string>): Promise<Count> {
  const first = await run(programs, checksOnNode());
  const second = await run(programs, checksOnPython(await python));
  return { passed: first.passed + second.passed, failed: first.failed + second.failed };
}

function checksOnNode(): Program[] {
  const format = ['--check', '--log-level=warn', '.'];
  return [
    { title: 'lint', program: path.join(NODE, 'eslint'), args: ['.'] },
    {
      title: 'lint with types',
      program: path.join(NODE, 'oxlint'),
      args: ['--threads=1'],
      environment: ONE_THREAD,
    },
    { title: 'format', program: path.join(NODE, 'prettier'), args: format },
    {
      title: 'licences',
      program: process.execPath,
      args: [RUN_PROGRAM, 'cli/licences.ts', '--check'],
    },
    { title: 'types', program: TYPESCRIPT_7, args: ['--noEmit', '--singleThreaded'] },
    {
      title: 'types of the page',
      program: TYPESCRIPT_7,
      args: ['--noEmit', '--singleThreaded', '-p', 'web'],
    },
  ];
}

function checksOnPython(python: string): Program[] {
  const ruff = path.join(path.dirname(python), 'ruff');
  const shellcheck = path.join(path.dirname(python), 'shellcheck');
  return [
    { title: 'lint Python', program: ruff, args: ['check', '--quiet', '.'] },
    { title: 'format Python', program: ruff, args: ['format', '--check', '--quiet', '.'] },
    { title: 'types Python', program: python, args: ['-m', 'mypy', '--no-error-summary'] },
    { title: 'lint shell', program: shellcheck, args: shellScripts() },
  ];
}

/** Relative to the project. */
export function shellScripts(): string[] {
  const rooms = '{ami,cli,local,model,tests,userdata}/**/*.sh';
  return globSync([rooms, '.ci/run', '.githooks/*', 'spotscribe'], { cwd: PROJECT });
}

async function run(programs: Programs, checks: readonly Program[]): Promise<Count> {
  let failed = 0;
  for (const check of checks) {
    if ((await programs.run(check)) !== 0) failed++;
  }
  return { passed: checks.length - failed, failed };
}
