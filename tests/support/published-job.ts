/** A job whose transcript is published, written as Settle writes it: no machine works for it. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import { cuesOf } from '../../core/transcript/cues/cues-of.ts';
import { render } from '../../core/transcript/subtitles.ts';
import { TRANSCRIPT_FORMATS, type Transcript } from '../../core/transcript/transcript.ts';
import { aJob } from './a-job.ts';
import { put } from './drop.ts';
import { aResult } from './task-result.ts';
import type { TestCloud } from './test-cloud.ts';

const AUDIO = Buffer.from('audio');

interface Published {
  segments: Transcript['segments'];
  words?: Transcript['words'];
  job?: Partial<Job>;
}

export async function publishedJob(
  cloud: TestCloud,
  { segments, words, job: given = {} }: Published,
): Promise<string> {
  const jobId = newJobId();
  const durationSeconds = segments.at(-1)?.end ?? 0;
  const key = `uploads/${jobId}/a.wav`;
  const bucket = cloud.output('AudioBucketName');
  const audio = { source: 'upload', bucket, key, filename: 'Möte 4.wav', bytes: 5 } as const;
  const job = aJob({
    ...{ jobId, owner: cloud.cloud.info.owner, status: 'completed', attempt: 1, audio },
    ...{ endedAt: '2026-11-21T12:00:00.000Z', result: aResult({ durationSeconds }) },
    ...given,
  });
  await cloud.jobs.create(job);
  await put(cloud, { key, body: AUDIO });
  const transcript = transcriptOf(job, { segments, words }, durationSeconds);
  const cues = cuesOf({ segments, words, durationSeconds });
  for (const format of TRANSCRIPT_FORMATS) {
    const place = { Bucket: cloud.output('ResultsBucketName'), Key: transcriptKey(jobId, format) };
    const Body = render({ transcript, cues }, format);
    await cloud.s3.send(new PutObjectCommand({ ...place, Body }));
  }
  return jobId;
}

function transcriptOf(
  { jobId, model, result }: Job,
  { segments, words }: Published,
  durationSeconds: number,
): Transcript {
  return {
    ...{ jobId, model, segments, durationSeconds },
    text: segments.map(({ text }) => text).join(' '),
    language: 'sv',
    ...{ languageProbability: 1, confidence: 0.9, timings: {}, complete: true },
    engine: result?.engine ?? null,
    ...(words && { words }),
  };
}
