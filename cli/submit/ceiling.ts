/** The ceiling of a bulk that runs, beside the one that the words ask for. */
import type { BulkView } from '../../core/view/bulk-view.ts';
import type { Submission } from './request.ts';

/** The API rounds up to a millionth. */
export function isSameSum(
  { money }: Pick<BulkView, 'money'>,
  { maxCostUsd }: Pick<Submission, 'maxCostUsd'>,
): boolean {
  const [a, b] = [money?.ceilingUsd, maxCostUsd];
  return a === b || Math.abs((a ?? Infinity) - (b ?? Infinity)) < 2e-6;
}

export function sumStays({ bulkId, money }: Pick<BulkView, 'bulkId' | 'money'>): string {
  const sum = money ? `a ceiling of ${money.ceilingUsd} USD` : 'no ceiling';
  return `${bulkId} runs with ${sum}, which stays.`;
}
