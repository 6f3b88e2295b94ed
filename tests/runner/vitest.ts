import { availableParallelism } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { counted, readReport, type Count } from './count.ts';
import type { Program, Programs } from './programs.ts';

/** What lint and the engine's tests take beside them is what they wait: for boots, polls and clocks. */
const WORKERS = availableParallelism();

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

export interface VitestRun {
  /** Test files and folders, relative to the project. */
  readonly paths: readonly string[];
  readonly pattern?: string | undefined;
}

/** @param command `run` once, or `watch` */
export function vitest(command: 'run' | 'watch', { paths, pattern }: VitestRun): Program {
  return {
    title: 'tests',
    isLive: true,
    program: process.execPath,
    args: [
      path.join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs'),
      ...[command, ...paths, `--maxWorkers=${WORKERS}`],
      ...(pattern === undefined ? [] : [`--testNamePattern=${pattern}`]),
    ],
    environment: { NODE_COMPILE_CACHE: path.join(PROJECT, 'node_modules', '.cache', 'spotscribe') },
  };
}

/** @param reports a folder for what vitest has counted */
export async function runVitest(
  programs: Programs,
  run: VitestRun,
  reports: string,
): Promise<Count> {
  const report = path.join(reports, 'tests.json');
  const program = vitest('run', run);
  const status = await programs.run({
    ...program,
    args: [...program.args, '--reporter=default', '--reporter=json', `--outputFile=${report}`],
    endsAfter: report,
  });
  const text = readReport(report);
  const { data } = Report.safeParse(text === '' ? undefined : JSON.parse(text));
  if (!data) return { passed: 0, failed: 1 };
  const failed = data.numFailedTests + data.testResults.filter(failedOutsideTests).length;
  return counted({ passed: data.numPassedTests, failed }, status);
}

/** A file that could not be imported, or a hook that failed. */
function failedOutsideTests({
  status,
  assertionResults,
}: z.infer<typeof Report>['testResults'][0]) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}
