/** Converts RequestRefused to an HttpProblem. */
import { RequestRefused } from '../../core/api/request-refused.ts';
import { HttpProblem } from './problem.ts';

export function refusedAsProblem(error: unknown): never {
  if (!(error instanceof RequestRefused)) throw error;
  const errors =
    error.path === undefined ? undefined : [{ path: error.path, message: error.message }];
  throw new HttpProblem(error.reason, error.message, errors);
}
