import { describe, expect, test } from 'vitest';
import { FAULTS } from '../../chaos/faults.ts';
import { schedule } from '../../chaos/schedule.ts';

describe('what chaos does to a job', () => {
  test('is decided by its seed, whatever number of jobs comes after it', () => {
    const twenty = schedule(7, 20);
    expect(schedule(7, 20)).toEqual(twenty);
    expect(schedule(7, 50).slice(0, 20)).toEqual(twenty);
    expect(schedule(8, 20)).not.toEqual(twenty);
  });

  test('is everything that it knows, in a run of 300', () => {
    for (const seed of [1, 2, 3]) {
      const plans = schedule(seed, 300);
      const names = new Set(plans.flatMap(({ faults }) => faults.map(({ name }) => name)));
      expect([...names].sort()).toEqual(Object.keys(FAULTS).sort());
      const endings = new Set(plans.map(({ ending }) => ending));
      expect([...endings].sort()).toEqual(['AttemptsExhausted', 'AudioUnreadable', 'completed']);
    }
  });

  test('leaves a job that has to be done attempts enough', () => {
    const lost = schedule(1, 300).map(
      ({ faults }) => faults.filter(({ name }) => FAULTS[name]?.losesAttempt).length,
    );
    expect(Math.max(...lost)).toBe(2);
  });
});
