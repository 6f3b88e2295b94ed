import { describe, expect, test } from 'vitest';
import { harmOf, hasHarm, hostileReport, waits } from '../../chaos/hostile/report.ts';
import type { HonestJob, HonestRun } from '../../chaos/hostile/honest.ts';
import type { HostileResult } from '../../chaos/hostile/run.ts';

const JOB: HonestJob = {
  jobId: 'job-1',
  recording: 'demo.wav',
  ending: 'completed',
  hasRightText: true,
  turnSeconds: 0.5,
  waitSeconds: 1,
};

function result(besieged: Partial<HonestRun>, ...jobs: Partial<HonestJob>[]): HostileResult {
  const quiet = { jobs: [JOB], healthMs: 10, quoteUsd: { low: 0.01, high: 0.03 } };
  return {
    quiet,
    besieged: { ...quiet, jobs: jobs.map((job) => ({ ...JOB, ...job })), ...besieged },
    deeds: { forger: { 'forged results': 3 } },
  };
}

function kindsOf(found: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(found).flatMap(([kind, ids]) => (ids.length > 0 ? [kind] : []));
}

describe('what hostile neighbours did to an honest owner', () => {
  test('is nothing if his jobs are right, in time and as dear as before', () => {
    const fine = result({ quoteUsd: { low: 0.0109, high: 0.0271 } }, { waitSeconds: 2 });
    expect(kindsOf({ ...harmOf(fine), ...waits(fine) })).toEqual([]);
    expect(hasHarm(fine)).toBe(false);
  });

  test.each<[string, HostileResult]>([
    ['not completed', result({}, { ending: 'Misconfigured' })],
    ['wrong transcript', result({}, { hasRightText: false })],
    ['quote moved by more than a tenth', result({ quoteUsd: { low: 0.01, high: 0.0331 } }, {})],
    ['quote moved by more than a tenth', result({ quoteUsd: { low: 0.0089, high: 0.03 } }, {})],
    ['waited more than twice as long', result({}, { waitSeconds: 2.01 })],
    ['waited more than twice as long', result({}, { waitSeconds: Infinity })],
    // However slow the processors that all share have become.
    ['waited more than twice as long', result({ healthMs: 100 }, { waitSeconds: 2.01 })],
  ])('is found and told: %s', (kind, harmed) => {
    expect(kindsOf({ ...harmOf(harmed), ...waits(harmed) })).toEqual([kind]);
    expect(hasHarm(harmed)).toBe(true);
    expect(hostileReport(harmed)).toContain(`| ${kind} | 1 |`);
    expect(hostileReport(harmed)).toContain('| forger: forged results | 3 |');
  });
});
