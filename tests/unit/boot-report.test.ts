import { describe, expect, test } from 'vitest';
import { PHASES, type Boot } from '../../bench/boot/job.ts';
import {
  megabytesByFolder,
  megabytesByPhase,
  secondsByPhase,
  type Column,
} from '../../bench/boot/report.ts';

/** Launched at `at`, and a phase each `step` seconds. */
function bootOf(at: number, step: number): Boot {
  const seconds = PHASES.map((phase, index) => [phase, (index + 1) * step]);
  return { launchedAt: at, seconds: Object.fromEntries(seconds) as Boot['seconds'] };
}

function rows(table: string): string[][] {
  return table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
}

describe('the tables of npm run bench boot', () => {
  const reads = [1, 2, 3, 11, 12].map((second) => ({ at: second * 1000, bytes: 5e6 }));
  const late: Column = {
    title: 'late',
    boots: [bootOf(0, 1), bootOf(10_000, 2), bootOf(20_000, 6)],
    asked: (from, until) =>
      reads
        .filter(({ at }) => at >= from && at <= until)
        .reduce((sum, { bytes }) => sum + bytes, 0),
  };

  test('have a row for each phase, with the middle and both ends', () => {
    const [head, , running, booted] = rows(secondsByPhase([late]));
    expect(head).toEqual(['', 'phase', 'late', '']);
    expect(running).toEqual(['', 'running', '2.00 (1.00 to 6.00)', '']);
    expect(booted).toEqual(['', 'booted', '4.00 (2.00 to 12.00)', '']);
    expect(rows(secondsByPhase([late]))).toHaveLength(2 + PHASES.length);
  });

  test('count what was asked of the disk since the launch of each job, not of another', () => {
    const [, , running, , claimed] = rows(megabytesByPhase([late]));
    expect(running?.[2]).toBe('5 (0 to 10)');
    expect(claimed?.[2]).toBe('10 (0 to 15)');
  });

  test('sum up the folders, the largest first', () => {
    const found = rows(megabytesByFolder({ model: 11.7e6, venv: 64.1e6 }));
    expect(found.slice(2).map((row) => row.slice(1, 3))).toEqual([
      ['venv', '64.1'],
      ['model', '11.7'],
      ['all', '75.8'],
    ]);
  });
});
