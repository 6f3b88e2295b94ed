/**
 * `npm test [-- NAME…]`: makes what the tests need and runs them, all or those named: checks (lint,
 * format, types), engine (pytest), or folders of tests/ (jest). The last line counts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { ensureImage } from '../local/image.ts';
import { ensurePackage } from '../local/package.ts';
import { endWithParent } from '../computer/process-end.ts';
import { ensurePython } from '../computer/python-venv.ts';
import { runChecks, runJest, runPytest, type Count } from './runner/parts.ts';
import { Programs } from './runner/programs.ts';

/** What fails fastest comes first, then what takes longest: the last ones end at about the same time. */
const PARTS = [
  ...['checks', 'unit', 'workflow', 'ami', 'faults', 'engine', 'instance', 'cloud', 'stack'],
  ...['api', 'cli'],
];

/** Half of what most parts do is to wait for one another's clocks and polls: two share two cores. */
const SIDE_BY_SIDE = Math.max(2, Math.floor(availableParallelism() / 2));

const named = process.argv.slice(2);
const unknown = named.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  console.error(`No such tests: ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);
  process.exit(2);
}
const wanted = PARTS.filter((name) => named.length === 0 || named.includes(name));

const reports = mkdtempSync(path.join(tmpdir(), 'spotscribe-tests-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));
endWithParent();
const means = { reports, programs: new Programs(wanted.length > 1 ? reports : undefined) };

let ready: Promise<string> | undefined;
const waiting = wanted.values();
const counts = new Map<string, Count>();
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, runWaiting));

const sum = (what: keyof Count) => [...counts.values()].reduce((total, of) => total + of[what], 0);
const passed = sum('passed');
const failed = sum('failed');
const failures = wanted.filter((name) => counts.get(name)?.failed !== 0);
if (failures.length > 0) console.log(`Failures in: ${failures.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function runWaiting(): Promise<void> {
  for (const name of waiting) counts.set(name, await run(name));
}

async function run(name: string): Promise<Count> {
  if (name === 'checks') return runChecks(means);
  const python = await (ready ??= setUp());
  return name === 'engine' ? runPytest(python, means) : runJest(name, means);
}

/** @returns the Python of the project */
async function setUp(): Promise<string> {
  const progress = (line: string) => console.log(`· ${line}`);
  const python = await ensurePython(progress, ['emulator', 'engine', 'engineTests', 'apiTests']);
  await Promise.all([ensurePackage(progress), ensureImage(python, progress)]);
  return python;
}
