/**
 * `npm test [-- NAME… -t PATTERN --watch]`: makes what the tests need and runs them: all, or the
 * parts or files that are named. Parts are checks (lint, format, types), engine (pytest) and the
 * other folders of tests/ (vitest). The last line counts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './runner/checks.ts';
import type { Count } from './runner/count.ts';
import { PARTS, partNamed } from './runner/parts.ts';
import { Programs } from './runner/programs.ts';
import { runPytest } from './runner/pytest.ts';
import { pathsOf, select, SelectionError, type Selection } from './runner/selection.ts';
import { SetUp } from './runner/set-up.ts';
import { testFiles } from './runner/test-files.ts';
import { runVitest } from './runner/vitest.ts';
import { watching } from './runner/watch.ts';

try {
  const selection = select(process.argv.slice(2), Object.keys(PARTS), testFiles());
  await (selection.watch ? runAgain(selection) : runOnce(selection));
} catch (error) {
  if (!(error instanceof SelectionError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function runAgain(selection: Selection): Promise<void> {
  const program = watching(selection);
  const parts = [...selection.parts.keys()].map(partNamed);
  const setUp = new SetUp(parts);
  await Promise.all(parts.map((part) => setUp.ready(part)));
  await new Programs().run(program);
}

/** Vitest, and beside it what is not its own: one after the other, as each takes a whole core. */
async function runOnce({ parts, pattern }: Selection): Promise<void> {
  const setUp = new SetUp([...parts.keys()].map(partNamed));
  const reports = mkdtempSync(path.join(tmpdir(), 'spotscribe-tests-'));
  process.on('exit', () => rmSync(reports, { recursive: true, force: true }));
  const { checks, engine, ...others } = Object.fromEntries(parts);
  const files = Object.entries(others);
  const programs = new Programs(parts.size > 1 ? reports : undefined);
  const counts = await Promise.all([besides(), files.length > 0 ? tests() : []]);
  report(counts.flat());

  async function besides(): Promise<Count[]> {
    const counted: Count[] = [];
    if (checks) counted.push(await runChecks(programs, setUp.ready(partNamed('checks'))));
    if (engine) {
      const python = await setUp.ready(partNamed('engine'));
      counted.push(await runPytest(programs, { python, files: engine, pattern }, reports));
    }
    return counted;
  }

  async function tests(): Promise<Count> {
    for (const [part] of files) await setUp.ready(partNamed(part));
    return runVitest(programs, { paths: files.flatMap(pathsOf), pattern }, reports);
  }
}

function report(counts: readonly Count[]): void {
  const sum = (what: keyof Count) => counts.reduce((total, count) => total + count[what], 0);
  const [passed, failed] = [sum('passed'), sum('failed')];
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
