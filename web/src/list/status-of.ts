/** What the list says of a job's state. */
import type { Job } from '../app/api.ts';
import type { IconName } from '../ui/icon.tsx';

export function isRunning({ status }: Pick<Job, 'status'>): boolean {
  return !isEnded({ status }) && status !== 'awaiting_upload';
}

export function isEnded({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** Transcribed; a language model still works on it. */
export function isBeingAnalysed(job: Job): boolean {
  return job.status === 'processing' && job.result !== undefined;
}

export function hasHoles(job: Job): boolean {
  return job.status === 'completed' && (job.flags ?? []).includes('incomplete');
}

export type Tone = 'good' | 'quiet' | 'warning' | 'bad';

export function toneOf(job: Job): Tone {
  if (job.status === 'failed') return 'bad';
  if (hasHoles(job)) return 'warning';
  return job.status === 'completed' ? 'good' : 'quiet';
}

export function iconOf(job: Job): IconName {
  if (job.status === 'failed' || hasHoles(job)) return 'alert';
  if (job.status === 'completed') return 'check';
  return job.status === 'cancelled' ? 'close' : 'clock';
}
