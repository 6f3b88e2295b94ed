import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  assertMove,
  attemptAfter,
  isFinal,
  JOB_STATUSES,
  NEXT_STATUSES,
  statusesBefore,
  type Transition,
  type JobStatus,
} from '../../core/job/job-status.ts';

const status = fc.constantFrom(...JOB_STATUSES);
const move: fc.Arbitrary<Transition> = fc.record({
  from: fc.uniqueArray(status, { minLength: 1, maxLength: 4 }),
  to: status,
  attempt: fc.integer({ min: 0, max: 5 }),
});

function isAllowed(candidate: Transition): boolean {
  try {
    assertMove(candidate);
    return true;
  } catch {
    return false;
  }
}

describe('moves of a job', () => {
  test('nothing leaves a final state', () => {
    fc.assert(
      fc.property(move, (candidate) => {
        if (candidate.from.some(isFinal)) expect(isAllowed(candidate)).toBe(false);
      }),
    );
  });

  test('a move is allowed exactly if each of its states has an arrow to where it leads', () => {
    fc.assert(
      fc.property(move, (candidate) => {
        const arrows = candidate.from.every((from) => NEXT_STATUSES[from].includes(candidate.to));
        const isNewAttempt = candidate.from.some((from) => from !== 'queued');
        const ambiguous =
          candidate.to === 'launching' && candidate.from.includes('queued') && isNewAttempt;
        expect(isAllowed(candidate)).toBe(arrows && !ambiguous);
      }),
    );
  });

  test('along any path the attempt never falls, and rises only with a launch', () => {
    const choices = fc.array(fc.nat(), { maxLength: 30 });
    fc.assert(
      fc.property(choices, (path) => {
        let at: JobStatus = 'awaiting_upload';
        let attempt = 0;
        for (const choice of path) {
          const next: readonly JobStatus[] = NEXT_STATUSES[at];
          if (next.length === 0) break;
          const to: JobStatus = next[choice % next.length] ?? at;
          const after = attemptAfter({ from: [at], to, attempt });
          expect(after).toBeGreaterThanOrEqual(attempt);
          expect(after - attempt).toBeLessThanOrEqual(1);
          if (after > attempt) expect(to).toBe('launching');
          [at, attempt] = [to, after];
          if (at === 'launching' || at === 'processing') expect(attempt).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('waiting for capacity stays in its attempt, a lost machine begins the next', () => {
    expect(attemptAfter({ from: ['queued'], to: 'launching', attempt: 0 })).toBe(1);
    expect(attemptAfter({ from: ['queued'], to: 'launching', attempt: 1 })).toBe(1);
    expect(attemptAfter({ from: ['processing'], to: 'launching', attempt: 1 })).toBe(2);
    expect(attemptAfter({ from: ['launching'], to: 'launching', attempt: 1 })).toBe(2);
    expect(attemptAfter({ from: ['launching'], to: 'queued', attempt: 1 })).toBe(1);
  });

  test('each of the four states before the end can fail and be cancelled', () => {
    const before = ['awaiting_upload', 'queued', 'launching', 'processing'];
    expect(statusesBefore('failed')).toEqual(before);
    expect(statusesBefore('cancelled')).toEqual(before);
  });

  test('with a transcript, a job is completed from its next attempt too', () => {
    expect(statusesBefore('completed')).toEqual(['queued', 'launching', 'processing']);
  });
});
