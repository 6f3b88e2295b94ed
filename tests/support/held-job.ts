/**
 * A job that was launched by hand: its items are written as Launch writes them, and no execution
 * waits for it, so that a test decides when its workflow comes along.
 */
import { randomBytes } from 'node:crypto';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { aJob } from './a-job.ts';
import type { TestCloud } from './test-cloud.ts';
import { put } from './drop.ts';

export interface HeldJob {
  jobId: string;
  instanceId: string;
}

export function newInstanceId(): string {
  return `i-${randomBytes(9).toString('hex').slice(0, 17)}`;
}

/** @param given e.g. `taskToken` and `tokenAttempt`, for a job whose workflow waits */
export async function holdJob(
  cloud: TestCloud,
  given: Partial<Job> & { body?: Buffer; instanceId?: string } = {},
): Promise<HeldJob> {
  const { body = Buffer.from('audio'), instanceId = newInstanceId(), ...rest } = given;
  const { jobId = newJobId() } = rest;
  const key = `uploads/${jobId}/held.wav`;
  const bucket = cloud.output('AudioBucketName');
  const audio = {
    source: 'upload',
    bucket,
    key,
    filename: 'held.wav',
    bytes: body.length,
  } as const;
  const job = aJob({ status: 'launching', attempt: 1, audio, ...rest, jobId });
  await cloud.jobs.create({ ...job, launchedAt: job.createdAt });
  await put(cloud, { key, body });
  await cloud.jobs.recordInstance(jobId, 1, {
    id: instanceId,
    type: 'g4dn.xlarge',
    market: 'on-demand',
    zone: 'eu-north-1a',
    imageId: 'ami-0123456789abcdef0',
  });
  return { jobId, instanceId };
}
