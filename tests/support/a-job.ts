/** A job for tests, complete and valid; what matters to a test is given by it. */
import { Job } from '../../core/job/job.ts';

const at = '2026-11-21T11:59:00.000Z';

export function aJob(given: Partial<Job> = {}): Job {
  return Job.parse({
    jobId: 'job-0123456789abcdef01234567',
    owner: 'demo',
    status: 'queued',
    attempt: 0,
    audio: {
      source: 'upload',
      bucket: 'audio',
      key: 'uploads/x/a.wav',
      filename: 'å.wav',
      bytes: 9,
    },
    model: 'kb-whisper-small',
    language: 'sv',
    words: false,
    channels: 'mix',
    formats: ['json', 'txt', 'srt', 'vtt'],
    metadata: {},
    createdAt: at,
    updatedAt: at,
    ...given,
  });
}
