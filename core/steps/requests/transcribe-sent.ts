/** From audio that came inside a request to its job: a new one, or the one that the same audio has. */
import { AudioUrls } from '../../base/audio-urls.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { JOB_ERRORS } from '../../base/job-errors.ts';
import { CreateJobRequest } from '../../job/job-request.ts';
import type { JobQuota } from '../../access/job-quota.ts';
import type { Job } from '../../job/job.ts';
import { contentKey, type SentAudio } from '../../api/sent-audio.ts';
import { createJob } from './create-job.ts';

type Creating = Omit<Parameters<typeof createJob>[1], 'audioUrls' | 'outputBuckets'>;

/** The audio is in the request, and a form has no other place for results. */
const FIXED = { audioUrls: new AudioUrls([]), outputBuckets: [] };

interface Asked extends SentAudio {
  owner: string;
  jobQuota: JobQuota;
  /** A job of its own in any case. */
  force: boolean;
}

interface TranscribeSentPorts extends Creating {
  writer: ObjectWriter;
}

/** Repeated, it does what an earlier try has not come to: a job that has no audio yet gets it. */
export async function transcribeSent(asked: Asked, using: TranscribeSentPorts): Promise<Job> {
  const job = asked.force ? await create(asked, undefined, using) : await sharedJob(asked, using);
  const { status, audio } = job;
  if (status === 'awaiting_upload' && audio.source !== 'url') {
    await using.writer.putNew(audio, asked.content);
  }
  return job;
}

/**
 * The job of all who send the same. One that failed is not shared: the next one after it is, so that
 * requests at the same time agree on that one as well.
 */
async function sharedJob(asked: Asked, using: TranscribeSentPorts): Promise<Job> {
  const failed: string[] = [];
  for (;;) {
    const job = await create(asked, JSON.stringify([contentKey(asked), ...failed]), using);
    if (isOfUse(job)) return job;
    failed.push(job.jobId);
  }
}

async function create(
  { owner, jobQuota, filename, content, options }: Asked,
  sharedBy: string | undefined,
  using: TranscribeSentPorts,
): Promise<Job> {
  const audio = { upload: { filename, bytes: content.byteLength } };
  const request = CreateJobRequest.parse({ ...options, audio });
  return createJob({ request, owner, jobQuota, content: sharedBy }, { ...using, ...FIXED });
}

/** It is transcribed, or will be, or cannot be: what is wrong with audio or options would be wrong again. */
function isOfUse({ status, error }: Job): boolean {
  if (status === 'failed' && error) {
    const { about } = JOB_ERRORS[error.code];
    if (about === 'request') return true;
    return about === 'audio' && error.code !== 'UploadExpired' && error.code !== 'AudioMissing';
  }
  return status !== 'failed' && status !== 'cancelled';
}
