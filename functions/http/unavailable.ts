/** Rejects features that this deployment does not have. */
import { unavailable } from '../../core/job/job-request.ts';
import { HttpProblem } from './problem.ts';

/** @throws HttpProblem 422 */
export function assertAvailable(...asked: Parameters<typeof unavailable>): void {
  const errors = unavailable(...asked);
  if (errors.length === 0) return;
  const detail = errors.map(({ message }) => message).join(' ');
  throw new HttpProblem('not-available', detail, errors);
}
