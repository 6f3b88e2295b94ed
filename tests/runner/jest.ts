import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { counted, readReport, type Count } from './count.ts';
import type { Programs } from './programs.ts';

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

export interface JestRun {
  readonly part: string;
  /** None stands for all of the part's. */
  readonly files: readonly string[];
  readonly pattern?: string | undefined;
}

/** Native ES modules; one file after the other, since many start a cloud. */
export function jestArguments({ part, files, pattern }: JestRun): string[] {
  return [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--runInBand',
    ...(files.length > 0 ? ['--runTestsByPath', ...files] : [`tests/${part}/`]),
    ...(pattern === undefined ? [] : ['--testNamePattern', pattern]),
  ];
}

/** @param reports a folder for what jest has counted */
export async function runJest(programs: Programs, run: JestRun, reports: string): Promise<Count> {
  const report = path.join(reports, `${run.part}.json`);
  const status = await programs.run({
    title: run.part,
    program: process.execPath,
    args: [...jestArguments(run), '--json', `--outputFile=${report}`],
    endsAfter: report,
  });
  const text = readReport(report);
  const { data } = Report.safeParse(text === '' ? undefined : JSON.parse(text));
  if (!data) return { passed: 0, failed: 1 };
  const failed = data.numFailedTests + data.numRuntimeErrorTestSuites;
  return counted({ passed: data.numPassedTests, failed }, status);
}
