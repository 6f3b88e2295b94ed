/** The steps of a job's way, and where it is. */
import type { Job } from '../app/api.ts';

export type Step = 'upload' | 'start' | 'words' | 'analysis' | 'done';

export function stepOf(job: Job): Step {
  switch (job.status) {
    case 'awaiting_upload':
      return 'upload';
    case 'queued':
    case 'launching':
      return 'start';
    case 'completed':
      return 'done';
    default:
      return job.result && job.analysis ? 'analysis' : 'words';
  }
}

export function stepsOf(job: Job): Step[] {
  return ['upload', 'start', 'words', ...(job.analysis ? (['analysis'] as const) : []), 'done'];
}
