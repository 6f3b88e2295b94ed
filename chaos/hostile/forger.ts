/**
 * A tenant whose machines are in his hand: each holds the task token of its job, and may write into
 * its attempt's folder. They report what never happened.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { currentTaskToken, type Job } from '../../core/job/job.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { attemptTranscriptKey, type TaskResult } from '../../core/job/work-order.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import type { Neighbour } from './neighbour.ts';
import { audioOf } from './recordings.ts';
import { upload } from './upload.ts';

const LOOK_MS = 50;
const AUDIO = 'long.wav';

/** When the phases are said to have ended. */
const TIMES = [
  '9999-12-31T23:59:59.000Z',
  '1970-01-01T00:00:00.000Z',
  new Date(Date.now() + 6 * 3_600_000).toISOString(),
];

export async function forge(neighbour: Neighbour): Promise<void> {
  const audio = { filename: AUDIO, content: audioOf(AUDIO) };
  await neighbour.repeat(1, async (round) => {
    const jobId = await upload(neighbour, audio);
    const job = jobId && (await heldBy(neighbour, jobId));
    if (job) await report(neighbour, job, TIMES[round % TIMES.length] ?? '');
  });
}

/** The job once its machine works on it. */
async function heldBy(neighbour: Neighbour, jobId: string): Promise<Job | undefined> {
  while (!neighbour.isDone) {
    const job = await neighbour.harness.jobs.job(jobId);
    if (job && isFinal(job.status)) return undefined;
    if (job?.status === 'processing' && currentTaskToken(job)) return job;
    await sleep(LOOK_MS);
  }
  return undefined;
}

async function report(neighbour: Neighbour, job: Job, at: string): Promise<void> {
  const { harness } = neighbour;
  for (const format of TRANSCRIPT_FORMATS) {
    const Key = attemptTranscriptKey(job, format);
    const Bucket = harness.output('ResultsBucketName');
    await harness.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'forged' }));
  }
  const output = JSON.stringify(resultAt(at));
  const taskToken = currentTaskToken(job);
  try {
    await harness.workflows.send(new SendTaskSuccessCommand({ taskToken, output }));
    neighbour.count('forged results');
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TaskTimedOut')) throw error;
    neighbour.count('forged results that came late');
  }
}

/** An hour of audio at a speed that no machine has; the hash is that of another recording. */
function resultAt(at: string): TaskResult {
  const other = audioOf('demo.wav');
  return {
    ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1 },
    ...{ durationSeconds: 3600, truncated: false, engineSeconds: 1 },
    engine: { version: 'forged', device: 'cuda', computeType: 'float16' },
    audio: { bytes: other.length, sha256: createHash('sha256').update(other).digest('hex') },
    phases: {
      ...{ booted: at, claimed: at, modelReady: at, audioReady: at },
      ...{ firstSegment: null, transcribed: at, written: at },
    },
  };
}
