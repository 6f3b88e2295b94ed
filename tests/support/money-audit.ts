/** What jobs had taken out of a purse at each moment, by their timelines alone. */
import type { TimelineEvent } from '../../core/job/timeline.ts';

/** @returns the largest sum at any moment, and the last one, in USD */
export function auditOf(
  timelines: readonly (readonly TimelineEvent[])[],
  purse: string,
): { most: number; last: number } {
  const changes = timelines
    .flat()
    .filter(({ detail }) => detail['purse'] === purse)
    .map(({ at, what, detail: { usd } }) => ({
      at,
      // At the same moment, what was given back first made room for what was reserved.
      order: what === 'given-back' ? 0 : 1,
      micro: Math.round(Number(usd) * 1e6) * (what === 'given-back' ? -1 : 1),
    }))
    .sort((a, b) => a.at.localeCompare(b.at) || a.order - b.order);
  let most = 0;
  let sum = 0;
  for (const { micro } of changes) {
    sum += micro;
    most = Math.max(most, sum);
  }
  return { most: most / 1e6, last: sum / 1e6 };
}
