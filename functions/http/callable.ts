/** An address that a caller wants us to call. */
import { AddressRefused, type AddressGuard } from '../../core/base/address-guard.ts';
import { HttpProblem } from './problem.ts';

/**
 * One that is wrong for all times is refused now; a name is looked up when it is called.
 * @param field where it stands in the request
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
