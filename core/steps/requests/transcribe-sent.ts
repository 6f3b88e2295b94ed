/** Creates the job for audio inside a request, or finds the one of identical audio. */
import { AudioUrls } from '../../base/audio-urls.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { JOB_ERRORS } from '../../base/job-errors.ts';
import { CreateJobRequest } from '../../job/job-request.ts';
import type { JobQuota } from '../../access/job-quota.ts';
import type { Job } from '../../job/job.ts';
import { contentKey, type SentAudio } from '../../api/sent-audio.ts';
import { createJob } from './create-job.ts';

type Creating = Omit<Parameters<typeof createJob>[1], keyof typeof FIXED>;

/** The audio is in the request, and a form has no option for output or analysis. */
const FIXED = { audioUrls: new AudioUrls([]), outputBuckets: [], analysisModels: [] };

interface Asked extends SentAudio {
  owner: string;
  jobQuota: JobQuota;
  /** Always create a new job. */
  force: boolean;
}

interface TranscribeSentPorts extends Creating {
  writer: ObjectWriter;
}

/** Idempotent: a job that still has no audio gets it. */
export async function transcribeSent(asked: Asked, using: TranscribeSentPorts): Promise<Job> {
  const job = asked.force ? await create(asked, {}, using) : await sharedJob(asked, using);
  const { status, audio } = job;
  if (status === 'awaiting_upload' && audio.source !== 'url') {
    await using.writer.putNew(audio, asked.content);
  }
  return job;
}

/**
 * Job shared by identical requests. A failed one is not shared: its successor takes its place in the
 * content's record, so that concurrent requests agree on that one, and a later one finds it at once
 * however many have failed before.
 */
async function sharedJob(asked: Asked, using: TranscribeSentPorts): Promise<Job> {
  const content = JSON.stringify([contentKey(asked)]);
  let job = await create(asked, { content }, using);
  while (!isOfUse(job)) job = await create(asked, { content, insteadOf: job.jobId }, using);
  return job;
}

async function create(
  { owner, jobQuota, filename, content, options }: Asked,
  sharing: { content?: string; insteadOf?: string },
  using: TranscribeSentPorts,
): Promise<Job> {
  const audio = { upload: { filename, bytes: content.byteLength } };
  const request = CreateJobRequest.parse({ ...options, audio });
  return createJob({ request, owner, jobQuota, ...sharing }, { ...using, ...FIXED });
}

/** Transcribed and kept, pending, or failed for a reason in audio or options, which would recur. */
function isOfUse({ status, error, transcriptDeletedAt }: Job): boolean {
  if (transcriptDeletedAt !== undefined) return false;
  if (status === 'failed' && error) {
    const { about } = JOB_ERRORS[error.code];
    if (about === 'request') return true;
    return about === 'audio' && error.code !== 'UploadExpired' && error.code !== 'AudioMissing';
  }
  return status !== 'failed' && status !== 'cancelled';
}
