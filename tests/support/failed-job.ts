/** Everything that must be so when a job has failed, whatever it failed of. */
import { expect } from 'vitest';
import { JOB_ERRORS, type JobErrorCode } from '../../core/base/job-errors.ts';
import type { JobView } from '../../core/view/job-view.ts';
import type { TestCloud } from './test-cloud.ts';
import { webhookOf } from './webhook-of.ts';

/**
 * Waits for the end and checks it: the job says why, the execution failed with the same name, the
 * owner was told in a signed webhook, and nothing of its machines is left.
 */
export async function expectFailed(
  cloud: TestCloud,
  jobId: string,
  code: JobErrorCode,
): Promise<JobView> {
  const job = await cloud.ended(jobId);
  const { about: _about, message: _message, ...kind } = JOB_ERRORS[code];
  expect(job.status).toBe('failed');
  expect(job.error).toEqual({
    ...kind,
    code,
    attempt: job.attempt,
    message: expect.stringMatching(/^[A-Z][^\n]{30,1000}\.\)?$/),
  });
  expect(job.result).toBeUndefined();
  await expectExecutionFailed(cloud, job);
  await expectTold(cloud, job);
  expect(cloud.remains(jobId)).toEqual([]);
  return job;
}

async function expectExecutionFailed(cloud: TestCloud, { jobId, error }: JobView): Promise<void> {
  const execution = await cloud.execution(jobId);
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: error?.code,
    cause: error?.message,
    // Names, and nothing of the owner's.
    input: expect.stringMatching(new RegExp(`^{"jobId":"${jobId}"(,"attempt":\\d)?}$`)),
  });
}

async function expectTold(cloud: TestCloud, job: JobView): Promise<void> {
  const { event } = await webhookOf(cloud, job.jobId);
  expect(event.type).toBe('job.failed');
  expect(event.data.error).toEqual(job.error);
  const timeline = await cloud.client.timeline(job.jobId);
  expect(timeline.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['created', 'failed', 'webhook-delivered']),
  );
}
