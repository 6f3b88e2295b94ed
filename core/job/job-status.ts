/** A job's states, and the moves between them. */
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

/** From each state, the states that may follow. Nothing leaves a final state. */
export const NEXT_STATUSES: Record<JobStatus, readonly JobStatus[]> = {
  awaiting_upload: ['queued', 'failed', 'cancelled'],
  queued: ['launching', 'failed', 'cancelled'],
  launching: ['processing', 'queued', 'launching', 'failed', 'cancelled'],
  processing: ['completed', 'launching', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

export function isFinal(status: JobStatus): boolean {
  return NEXT_STATUSES[status].length === 0;
}

/** One step of a job: the states and the attempt that it may come from, and where it leads. */
export interface Transition {
  from: readonly JobStatus[];
  to: JobStatus;
  /** The attempt that the job must be in for the move to happen. */
  attempt: number;
}

/**
 * The attempt after a move. The first launch begins attempt 1; a launch after waiting for capacity
 * stays in its attempt; a launch after a machine was lost, before or after it claimed, begins the next.
 */
export function attemptAfter(move: Transition): number {
  if (move.to !== 'launching') return move.attempt;
  return move.from.includes('queued') ? Math.max(1, move.attempt) : move.attempt + 1;
}

/** Refuses a move that the table of states does not have: a mistake in our code, not in the data. */
export function assertMove(move: Transition): void {
  const wrong = move.from.filter((status) => !NEXT_STATUSES[status].includes(move.to));
  const ambiguous = move.to === 'launching' && move.from.includes('queued') && move.from.length > 1;
  if (move.from.length === 0 || wrong.length > 0 || ambiguous) {
    throw new TypeError(`a job cannot go from ${move.from.join(' or ')} to ${move.to}`);
  }
}

/** States from which a job may still end, for those who end it. */
export function statusesBefore(to: JobStatus): readonly JobStatus[] {
  return JOB_STATUSES.filter((status) => NEXT_STATUSES[status].includes(to));
}
