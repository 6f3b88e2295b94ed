/** Converts what keeps a deletion from its end to an HttpProblem. */
import { SomeFailed } from '../../core/base/for-each-settled.ts';
import { NotAllYet, NotDeletable, StillThere } from '../../core/steps/requests/delete-job.ts';
import { PartsNotRemoved } from '../../core/steps/requests/unfinished-parts.ts';
import { HttpProblem, TryLater } from './problem.ts';

const NOT_ALL = 'Not everything could be removed yet. Try again, which goes on with the rest.';
const LEFT_SECONDS = 2;

export function notDeletedAsProblem(error: unknown): never {
  if ([StillThere, NotAllYet, PartsNotRemoved, SomeFailed].some((kind) => error instanceof kind)) {
    throw new TryLater('busy', NOT_ALL, LEFT_SECONDS);
  }
  if (!(error instanceof NotDeletable)) throw error;
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds === undefined) throw new HttpProblem('not-in-this-state', error.message);
  throw new TryLater('not-in-this-state', error.message, retryAfterSeconds);
}
