/** Checks webhook URLs that callers give. */
import { AddressRefused, type AddressGuard } from '../../core/base/address-guard.ts';
import { HttpProblem } from './problem.ts';

/**
 * Rejects URLs that can never be called; hostnames are resolved at each call.
 * @param field path of the URL in the request
 * @throws HttpProblem 422
 */
export function checkCallable(url: string, field: string, guard: AddressGuard): void {
  try {
    guard.check(url);
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error;
    throw new HttpProblem('invalid', `Correct: ${field}.`, [
      { path: field, message: error.message },
    ]);
  }
}
