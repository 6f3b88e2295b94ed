/** Problems of a transcript, or of a version, that is not there. */
import { NoSuchVersion } from '../../core/steps/requests/edited-version.ts';
import { TranscriptGone } from '../../core/steps/requests/machine-transcript.ts';
import { HttpProblem } from './problem.ts';

/** @throws HttpProblem 404 */
export function goneAsProblem(error: unknown): never {
  if (error instanceof TranscriptGone) deleted();
  if (!(error instanceof NoSuchVersion)) throw error;
  const detail = `There is no such version of the transcript: the newest one is ${error.newest}.`;
  throw new HttpProblem('not-found', detail);
}

export function deleted(): never {
  throw new HttpProblem('not-found', 'The transcript has been deleted.');
}
