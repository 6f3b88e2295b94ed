/** Which events of a job are due. */
import type { Job } from './job.ts';
import type { JobEvent } from './job-event.ts';

/**
 * Events that are due by now, besides `job.processing`: of a published transcript, and of the job's
 * end. One that was sent before has the same message id, and is not sent again.
 */
export function eventsDue(job: Pick<Job, 'status' | 'analysis' | 'result'>): JobEvent[] {
  const isPublished = job.analysis !== undefined && job.result !== undefined;
  const transcript: JobEvent[] = isPublished ? ['job.transcript.completed'] : [];
  switch (job.status) {
    case 'completed':
      return [
        'job.transcript.completed',
        ...(isPublished ? (['job.analysis.completed'] as const) : []),
        'job.completed',
      ];
    case 'failed':
      return [...transcript, 'job.failed'];
    case 'cancelled':
      return [...transcript, 'job.cancelled'];
    default:
      return transcript;
  }
}
