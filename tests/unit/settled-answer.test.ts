import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../core/job/job.ts';
import { eventsDue } from '../../core/job/events-due.ts';
import { isFinal, JOB_STATUSES } from '../../core/job/job-status.ts';
import { settledAnswer } from '../../core/steps/attempts/settled-answer.ts';
import { aJob } from '../support/a-job.ts';
import { aResult } from '../support/task-result.ts';

const launchedAt = '2026-11-21T12:00:00.000Z';
const instance = {
  ...({ id: 'i-1', type: 'g4dn.xlarge', market: 'spot', zone: 'z', imageId: 'ami-1' } as const),
  launchedAt,
};
const analysing = aJob({
  ...{ status: 'processing', attempt: 1, result: aResult(), instance },
  analysis: [{ preset: 'summary', model: 'tiny-llm' }],
});

async function answered(job: Job, given: { timeoutSeconds?: number; goneSeconds: number }) {
  const { goneSeconds, ...limits } = given;
  const answer = { attempt: 1, heartbeatSeconds: 240, ...limits };
  return settledAnswer(
    job,
    { jobId: job.jobId, launched: { answer } },
    {
      endpoints: { ofOwner: () => Promise.resolve([]) },
      timeoutSeconds: 21_600,
      now: new Date(Date.parse(launchedAt) + goneSeconds * 1000),
    },
  );
}

describe('the wait for the analyses', () => {
  test('is limited by what is left of the attempt, with a heartbeat that Step Functions takes', async () => {
    const seconds = fc.record({
      timeoutSeconds: fc.integer({ min: 2, max: 21_600 }),
      goneSeconds: fc.double({ min: 0, max: 30_000, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(seconds, async ({ timeoutSeconds, goneSeconds }) => {
        const limits = await answered(analysing, { timeoutSeconds, goneSeconds });
        const left = Math.max(2, timeoutSeconds - goneSeconds);
        expect(limits.timeoutSeconds).toBeGreaterThanOrEqual(left);
        expect(limits.timeoutSeconds).toBeLessThan(left + 1);
        expect(limits.heartbeatSeconds).toBeGreaterThanOrEqual(1);
        expect(limits.heartbeatSeconds).toBeLessThan(limits.timeoutSeconds);
        expect(limits.heartbeatSeconds).toBeLessThanOrEqual(240);
      }),
    );
  });

  test("counts a pool's machine from when it took the job", async () => {
    const takenAt = new Date(Date.parse(launchedAt) + 20_000_000).toISOString();
    const taken = { ...analysing, instance: { ...instance, takenAt, pool: 'warm' as const } };
    const { timeoutSeconds } = await answered(taken, { goneSeconds: 20_060 });
    expect(timeoutSeconds).toBe(21_540);
  });

  test('ends no machine', async () => {
    const { status, instanceId } = await answered(analysing, { goneSeconds: 60 });
    expect([status, instanceId]).toEqual(['processing', '']);
    const cancelled = { ...analysing, status: 'cancelled' as const };
    expect(await answered(cancelled, { goneSeconds: 60 })).toMatchObject({ instanceId: 'i-1' });
  });
});

describe('events that are due', () => {
  const job = (given: Partial<Job>) => ({ ...aJob(given), result: given.result });

  test('without analyses: at the end alone', () => {
    for (const status of JOB_STATUSES) {
      const due = eventsDue(job({ status }));
      if (!isFinal(status)) expect(due).toEqual([]);
      else expect(due.at(-1)).toBe(`job.${status}`);
      expect(due.includes('job.analysis.completed')).toBe(false);
    }
  });

  test('of a published transcript: in every state from then on, and the analyses before the end', () => {
    for (const status of JOB_STATUSES) {
      expect(eventsDue({ ...analysing, status })[0]).toBe('job.transcript.completed');
    }
    expect(eventsDue({ ...analysing, status: 'completed' })).toEqual([
      ...['job.transcript.completed', 'job.analysis.completed', 'job.completed'],
    ]);
  });
});
