/** The parts of the tests: what runs each, and what it counts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import type { Programs } from './programs.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export interface Means {
  readonly programs: Programs;
  /** Where the test runners write what they have counted. */
  readonly reports: string;
}

const BIN = path.join(PROJECT, 'node_modules', '.bin');
const CHECKS: [string, string, string[]][] = [
  ['lint', 'eslint', ['.']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['types', 'tsc', ['--noEmit']],
];

const JestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

export async function runChecks({ programs }: Means): Promise<Count> {
  let failed = 0;
  for (const [title, program, args] of CHECKS) {
    const status = await programs.run({ title, program: path.join(BIN, program), args });
    if (status !== 0) failed++;
  }
  return { passed: CHECKS.length - failed, failed };
}

/** A folder of tests/, one file after the other: each starts a cloud. */
export async function runJest(folder: string, { programs, reports }: Means): Promise<Count> {
  const report = path.join(reports, `${folder}.json`);
  const jest = path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js');
  const status = await programs.run({
    title: folder,
    program: process.execPath,
    args: [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest],
      ...['--runInBand', '--json', `--outputFile=${report}`],
      `tests/${folder}/`,
    ],
    endsAfter: report,
  });
  const { data } = JestReport.safeParse(readJson(report));
  if (!data) return { passed: 0, failed: 1 };
  const failed = data.numFailedTests + data.numRuntimeErrorTestSuites;
  // A failure outside any test, such as a leak at the end, shows in the status alone.
  return { passed: data.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed };
}

export async function runPytest(python: string, { programs, reports }: Means): Promise<Count> {
  const report = path.join(reports, 'engine.xml');
  const status = await programs.run({
    title: 'engine',
    program: python,
    args: ['-m', 'pytest', 'tests/engine', '-q', `--junitxml=${report}`],
    environment: { PYTHONPATH: path.join(PROJECT, 'userdata', 'engine') },
  });
  const suite = /<testsuite [^>]*>/.exec(readText(report))?.[0] ?? '';
  const attribute = (name: string) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const passed = attribute('tests') - failed - attribute('skipped');
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
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
