import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOOT_SECONDS, howManyDrainers } from '../../core/machines/pool/drainers.ts';
import type { WaitingJob } from '../../core/machines/pool/waiting-job.ts';

const now = new Date('2026-11-29T12:00:00.000Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

const waitingJobs = fc.array(
  fc
    .record({
      audioSeconds: fc.integer({ min: 1, max: 20_000 }),
      since: fc.integer({ min: -3600, max: 0 }),
      latestStart: fc.integer({ min: 0, max: 20_000 }),
    })
    .map(({ audioSeconds, since, latestStart }): WaitingJob => ({
      ...{ jobId: 'job', audioSeconds, since: at(since), latestStartAt: at(latestStart) },
    })),
  { minLength: 1, maxLength: 40 },
);

/** By the rule itself: the oldest job goes to the machine that is free first. */
function isInTime(waiting: readonly WaitingJob[], machines: number, rate: number): boolean {
  const free = Array.from({ length: machines }, () => BOOT_SECONDS);
  const oldestFirst = waiting.toSorted((one, other) => one.since.localeCompare(other.since));
  return oldestFirst.every(({ audioSeconds, latestStartAt }) => {
    free.sort((one, other) => one - other);
    const startsIn = free.shift() ?? NaN;
    free.push(startsIn + audioSeconds * rate);
    return now.getTime() + startsIn * 1000 <= Date.parse(latestStartAt);
  });
}

/** Those that go to spot before a new machine has booted. */
const isLate = ({ latestStartAt }: WaitingJob) =>
  Date.parse(latestStartAt) < now.getTime() + BOOT_SECONDS * 1000;

test('the pool gets the first number of machines, counted up, with which all jobs begin in time that a new machine can serve', () => {
  fc.assert(
    fc.property(waitingJobs, fc.integer({ min: 1, max: 50 }), (waiting, most) => {
      const rate = 0.05;
      const servable = waiting.filter((job) => !isLate(job));
      let fewest = 1;
      while (fewest < most && !isInTime(servable, fewest, rate)) fewest += 1;
      const settings = { batchMaxMachines: most, batchWaitMinutes: 10 };
      const asked = { waiting, running: 1, secondsPerAudioSecond: rate, now, settings };
      expect(howManyDrainers({ ...asked, isDrainTime: false })).toBe(fewest);
    }),
  );
});

test('a job that no new machine can begin in time asks for one machine, and for none beside others', () => {
  const lateJob = fc
    .record({
      audioSeconds: fc.integer({ min: 1, max: 20_000 }),
      since: fc.integer({ min: -3600, max: 0 }),
      latestStart: fc.integer({ min: -600, max: BOOT_SECONDS - 1 }),
    })
    .map(({ audioSeconds, since, latestStart }): WaitingJob => ({
      ...{ jobId: 'late', audioSeconds, since: at(since), latestStartAt: at(latestStart) },
    }));
  const late = fc.array(lateJob, { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(waitingJobs, late, fc.nat(3), (waiting, lateJobs, running) => {
      const settings = { batchMaxMachines: 40, batchWaitMinutes: 10 };
      const drainers = (jobs: readonly WaitingJob[]) =>
        howManyDrainers({
          ...{ waiting: jobs, running, secondsPerAudioSecond: 0.05, now, settings },
          isDrainTime: false,
        });
      expect(drainers(lateJobs)).toBe(1);
      expect(drainers([...waiting, ...lateJobs])).toBe(Math.max(1, drainers(waiting)));
    }),
  );
});
