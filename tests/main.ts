/**
 * `npm test [-- NAME… -t PATTERN --watch]`: makes what the tests need and runs them: all, or the
 * parts or files that are named. Parts are checks (lint, format, types), engine (pytest) and the
 * other folders of tests/ (jest). The last line counts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { endWithParent } from '../computer/process-end.ts';
import { runChecks } from './runner/checks.ts';
import type { Count } from './runner/count.ts';
import { runJest } from './runner/jest.ts';
import { PARTS, partNamed } from './runner/parts.ts';
import { Programs } from './runner/programs.ts';
import { runPytest } from './runner/pytest.ts';
import { select, SelectionError, type Selection } from './runner/selection.ts';
import { SetUp } from './runner/set-up.ts';
import { testFiles } from './runner/test-files.ts';
import { watching } from './runner/watch.ts';

/** Half of what most parts do is to wait for one another's clocks and polls: two share two cores. */
const SIDE_BY_SIDE = Math.max(2, Math.floor(availableParallelism() / 2));

try {
  const selection = select(process.argv.slice(2), Object.keys(PARTS), testFiles());
  endWithParent();
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

async function runOnce({ parts, pattern }: Selection): Promise<void> {
  const wanted = [...parts.keys()];
  const setUp = new SetUp(wanted.map(partNamed));
  const reports = mkdtempSync(path.join(tmpdir(), 'spotscribe-tests-'));
  process.on('exit', () => rmSync(reports, { recursive: true, force: true }));
  const programs = new Programs(wanted.length > 1 ? reports : undefined);
  const counts = new Map<string, Count>();
  const waiting = parts.entries();
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, runWaiting));
  report(wanted, counts);

  async function runWaiting(): Promise<void> {
    for (const [part, files] of waiting) counts.set(part, await run(part, files));
  }

  async function run(part: string, files: readonly string[]): Promise<Count> {
    const python = setUp.ready(partNamed(part));
    if (part === 'checks') return runChecks(programs, python);
    if (part === 'engine') {
      return runPytest(programs, { python: await python, files, pattern }, reports);
    }
    await python;
    return runJest(programs, { part, files, pattern }, reports);
  }
}

function report(wanted: readonly string[], counts: ReadonlyMap<string, Count>): void {
  const sum = (what: keyof Count) =>
    [...counts.values()].reduce((total, count) => total + count[what], 0);
  const passed = sum('passed');
  const failed = sum('failed');
  const failures = wanted.filter((part) => counts.get(part)?.failed !== 0);
  if (failures.length > 0) console.log(`Failures in: ${failures.join(', ')}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
