/**
 * `npm test [-- NAME…]`: makes what the tests need and runs them, all or those named: checks (lint,
 * format, types), engine (pytest), or folders of tests/ (jest). The last line counts.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { ensureImage } from '../local/image.ts';
import { ensurePackage } from '../local/package.ts';
import { endWithParent } from '../local/process-end.ts';
import { PROJECT } from '../local/project.ts';
import { ensurePython } from '../local/python-venv.ts';

interface Count {
  passed: number;
  failed: number;
}

const BIN = path.join(PROJECT, 'node_modules', '.bin');
const CHECKS: [string, string, string[]][] = [
  ['lint', 'eslint', ['.']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['types', 'tsc', ['--noEmit']],
];
/** In this order: what fails fastest comes first. */
const JEST_FOLDERS = ['unit', 'stack', 'instance', 'cli', 'cloud', 'ami', 'api', 'workflow'];

/** Not in every run: eighteen faults side by side on one cloud want a computer to themselves. */
const BY_NAME = ['faults'];

const JestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

const LINGER_MS = 30_000;

const reports = mkdtempSync(path.join(tmpdir(), 'spotscribe-tests-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));

const named = process.argv.slice(2);
const isWanted = (name: string) => named.length === 0 || named.includes(name);
const all = ['checks', 'engine', ...JEST_FOLDERS, ...BY_NAME];
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`No such tests: ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(2);
}

endWithParent();
const progress = (line: string) => console.log(`· ${line}`);
const python = await ensurePython(progress);
await Promise.all([ensurePackage(progress), ensureImage(python, progress)]);

const counts: Count[] = [];
if (isWanted('checks')) for (const check of CHECKS) counts.push(await runCheck(check));
if (isWanted('engine')) counts.push(await runPytest(python));
for (const folder of JEST_FOLDERS) if (isWanted(folder)) counts.push(await runJest(folder));
for (const folder of BY_NAME) if (named.includes(folder)) counts.push(await runJest(folder));

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function runCheck([name, program, args]: [string, string, string[]]): Promise<Count> {
  console.log(`\n── ${name}`);
  const status = await run(path.join(BIN, program), args);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** One file after the other: each starts a cloud, and two clouds would share two cores. */
async function runJest(folder: string): Promise<Count> {
  console.log(`\n── ${folder}`);
  const report = path.join(reports, `${folder}.json`);
  const jest = path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
  const status = await run(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest],
      ...['--runInBand', '--json', `--outputFile=${report}`],
      `tests/${folder}/`,
    ],
    { endsAfter: report },
  );
  const { data } = JestReport.safeParse(readJson(report));
  if (!data) return { passed: 0, failed: 1 };
  const failed = data.numFailedTests + data.numRuntimeErrorTestSuites;
  // A failure outside any test, such as a leak at the end, shows in the status alone.
  return { passed: data.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed };
}

async function runPytest(program: string): Promise<Count> {
  console.log('\n── engine');
  const report = path.join(reports, 'engine.xml');
  const status = await run(
    program,
    ['-m', 'pytest', 'tests/engine', '-q', `--junitxml=${report}`],
    { environment: { PYTHONPATH: path.join(PROJECT, 'userdata', 'engine') } },
  );
  const suite = /<testsuite [^>]*>/.exec(readText(report))?.[0] ?? '';
  const attribute = (name: string) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const passed = attribute('tests') - failed - attribute('skipped');
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
}

interface RunOptions {
  environment?: Record<string, string>;
  /** A file that is written when all is done: what a test left open must not hold the run for ever. */
  endsAfter?: string;
}

async function run(
  program: string,
  args: string[],
  { environment = {}, endsAfter }: RunOptions = {},
): Promise<number | null> {
  const child = spawn(program, args, {
    cwd: PROJECT,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...environment,
      // The checks are scripts that look for `node`, and must find this one.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  });
  if (endsAfter !== undefined) killLingering(child, endsAfter);
  // Told to end, this process ends when its child has cleaned up; the loop above then goes no further.
  const onEnd = () => {
    child.kill('SIGTERM');
    child.once('exit', () => process.exit(1));
  };
  process.once('SIGTERM', onEnd);
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (status) => {
      process.removeListener('SIGTERM', onEnd);
      ended(status);
    });
  });
}

/** A run that lingers is killed, and so counts as failed. */
function killLingering(child: ChildProcess, report: string): void {
  const look = setInterval(() => {
    if (!existsSync(report)) return;
    clearInterval(look);
    const end = setTimeout(() => child.kill('SIGKILL'), LINGER_MS);
    child.once('exit', () => clearTimeout(end));
  }, 1000);
  child.once('exit', () => clearInterval(look));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The runner wrote no report: its status tells why, and counts.
    return '';
  }
}

function readJson(file: string): unknown {
  const text = readText(file);
  return text === '' ? undefined : JSON.parse(text);
}
