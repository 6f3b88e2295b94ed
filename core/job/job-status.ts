/** States of a job, and transitions between them. */
import * as z from 'zod';

export const JOB_STATUSES = [
  'awaiting_upload',
  'queued',
  'launching',
  'processing',
  'completed',
  'failed',
  'cancelled',
] as const;
export const JobStatus = z.enum(JOB_STATUSES).meta({ id: 'JobStatus' });
export type JobStatus = z.infer<typeof JobStatus>;

/**
 * Allowed next states; a final state has none. A job whose transcript is published is completed from
 * wherever its next attempt has come: without its analyses.
 */
export const NEXT_STATUSES: Record<JobStatus, readonly JobStatus[]> = {
  awaiting_upload: ['queued', 'failed', 'cancelled'],
  queued: ['launching', 'completed', 'failed', 'cancelled'],
  launching: ['processing', 'queued', 'launching', 'completed', 'failed', 'cancelled'],
  processing: ['completed', 'launching', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

export function isFinal(status: JobStatus): boolean {
  return NEXT_STATUSES[status].length === 0;
}

/** One transition: allowed source states, attempt, and target state. */
export interface Transition {
  from: readonly JobStatus[];
  to: JobStatus;
  /** Attempt that the job must be in. */
  attempt: number;
}

/**
 * Attempt number after a transition. The first launch begins attempt 1; a launch after waiting for
 * capacity stays in its attempt; a launch after a lost machine begins the next one.
 */
export function attemptAfter(move: Transition): number {
  if (move.to !== 'launching') return move.attempt;
  return move.from.includes('queued') ? Math.max(1, move.attempt) : move.attempt + 1;
}

/**
 * Whether a step that names an attempt is about the stored one. A job that waits for its first launch
 * is in attempt 0, and its workflow in attempt 1.
 */
export function isSameAttempt(named: number, stored: number): boolean {
  return named === Math.max(1, stored);
}

/** @throws TypeError for a transition missing from the table: a bug in our code */
export function assertMove(move: Transition): void {
  const wrong = move.from.filter((status) => !NEXT_STATUSES[status].includes(move.to));
  const ambiguous = move.to === 'launching' && move.from.includes('queued') && move.from.length > 1;
  if (move.from.length === 0 || wrong.length > 0 || ambiguous) {
    throw new TypeError(`a job cannot go from ${move.from.join(' or ')} to ${move.to}`);
  }
}

/** States from which a job may move to `to`. */
export function statusesBefore(to: JobStatus): readonly JobStatus[] {
  return JOB_STATUSES.filter((status) => NEXT_STATUSES[status].includes(to));
}
