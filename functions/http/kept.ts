/** Refuses reads of what a job's retention has ended, also in the minutes before it is deleted. */
import type { Job } from '../../core/job/job.ts';
import { isOver } from '../../core/job/kept-until.ts';
import type { RetainedKind } from '../../core/retention/retention.ts';
import { HttpProblem } from './problem.ts';

const OVER = {
  audio: 'The audio of the job is kept no longer',
  transcript: 'The transcript of the job, with all that was made from it, is kept no longer',
} as const;

/** @throws HttpProblem 410 */
export function assertKept(job: Job, kind: RetainedKind): void {
  if (!isOver(job, kind, new Date())) return;
  const detail = `${OVER[kind]}: its retention says so, and GET /jobs/{id} until when. GET /jobs/{id}/deletions has the receipt once it is deleted.`;
  throw new HttpProblem('kept-no-longer', detail);
}
