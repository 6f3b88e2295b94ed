import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';
import { counted, readReport, type Count } from './count.ts';
import type { Program, Programs } from './programs.ts';

export interface PytestRun {
  readonly python: string;
  /** None stands for all of tests/engine. */
  readonly files: readonly string[];
  readonly pattern?: string | undefined;
}

export function pytest({ python, files, pattern }: PytestRun): Program {
  return {
    title: 'engine',
    program: python,
    args: [
      ...['-m', 'pytest', '-q', ...(files.length > 0 ? files : ['tests/engine'])],
      ...(pattern === undefined ? [] : ['-k', pattern]),
    ],
    environment: { PYTHONPATH: path.join(PROJECT, 'userdata', 'engine') },
  };
}

/** @param reports a folder for what pytest has counted */
export async function runPytest(
  programs: Programs,
  run: PytestRun,
  reports: string,
): Promise<Count> {
  const report = path.join(reports, 'engine.xml');
  const program = pytest(run);
  const args = [...program.args, `--junitxml=${report}`];
  const status = await programs.run({ ...program, args });
  const suite = /<testsuite [^>]*>/.exec(readReport(report))?.[0] ?? '';
  const attribute = (name: string) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  const passed = attribute('tests') - failed - attribute('skipped');
  return counted({ passed, failed }, status);
}
