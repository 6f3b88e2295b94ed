/** The checks of a command before it makes anything. */
import type { Purpose } from './check/check.ts';
import { checkAccount, checksFor, stopping } from './check/checks.ts';
import type { Intent } from './check/context.ts';
import { sentenceOf } from './check/report.ts';
import type { Place } from './place.ts';

export interface Scope {
  /** A fault that stops one of these stops the command. */
  readonly stops: readonly Purpose[];
  /** Faults that stop only these are printed, and stop nothing yet. */
  readonly tells?: readonly Purpose[];
}

/** Says faults and what could not be asked, on standard error. @returns whether the command may go on */
export async function preflight(
  place: Place,
  intent: Intent,
  { stops, tells = [] }: Scope,
): Promise<boolean> {
  const checked = await checkAccount(place, intent, checksFor([...stops, ...tells]));
  for (const one of checked) {
    if (one.finding.state !== 'ok') console.error(`· ${sentenceOf(one)}`);
  }
  if (stopping(checked, stops).length === 0) return true;
  console.error('Nothing was made. All checks: npm run check:aws');
  return false;
}
