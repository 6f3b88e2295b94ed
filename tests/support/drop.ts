/** Putting objects into the audio bucket, and which job becomes of them. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { until } from './until.ts';
import type { TestCloud } from './test-cloud.ts';

export interface Dropping {
  key: string;
  body: Buffer | string;
  /** Without the prefix `x-amz-meta-`. */
  metadata?: Record<string, string>;
}

/** Puts an object into the audio bucket. */
export async function put(cloud: TestCloud, { key, body, metadata }: Dropping): Promise<void> {
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: cloud.output('AudioBucketName'),
      Key: key,
      Body: body,
      ContentLength: Buffer.byteLength(body), // the SDK cannot tell that of an empty text
      Metadata: metadata,
    }),
  );
}

/**
 * Drops an object under a key that no other test uses, for a machine to hear even if another test had it
 * transcribed. @returns the id of its job
 */
export async function drop(cloud: TestCloud, what: Dropping): Promise<string> {
  await put(cloud, { ...what, metadata: { 'spotscribe-force': 'true', ...what.metadata } });
  return until(`${what.key} has become a job`, async () => (await jobsOf(cloud, what.key))[0]);
}

/** The ids of all jobs whose audio has this key. */
export async function jobsOf(cloud: TestCloud, key: string): Promise<string[]> {
  const { jobs } = await cloud.lists.ofOwner({ owner: cloud.cloud.info.owner, limit: 100 });
  return jobs
    .filter(({ audio }) => audio.source !== 'url' && audio.key === key)
    .map(({ jobId }) => jobId);
}
