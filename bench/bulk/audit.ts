/** What jobs took out of a purse and gave back, by their timelines, in the order of time. */
import type { TimelineEvent } from '../../core/job/timeline.ts';
import type { CloudHarness } from '../../local/cloud-harness.ts';

export interface Audit {
  reservations: number;
  givenBack: number;
  /** The most that was reserved at any moment, in USD. */
  mostUsd: number;
  /** What is left reserved or spent at the end. */
  endUsd: number;
}

export async function auditOf(
  { timelines }: Pick<CloudHarness, 'timelines'>,
  jobIds: readonly string[],
  purse: string,
): Promise<Audit> {
  const events: TimelineEvent[] = [];
  for (const jobId of jobIds) events.push(...(await timelines.of(jobId)));
  const changes = events
    .filter(({ what, detail }) => isOfMoney(what) && detail['purse'] === purse)
    // A time that both have: what comes back was free before what is taken.
    .sort((a, b) => a.at.localeCompare(b.at) || a.what.localeCompare(b.what));
  let [sum, most] = [0, 0];
  for (const { what, detail } of changes) {
    const micro = Math.round(Number(detail['usd']) * 1e6);
    sum += what === 'reserved' ? micro : -micro;
    most = Math.max(most, sum);
  }
  const count = (name: string) => changes.filter(({ what }) => what === name).length;
  return {
    reservations: count('reserved'),
    givenBack: count('given-back'),
    mostUsd: most / 1e6,
    endUsd: sum / 1e6,
  };
}

function isOfMoney(what: TimelineEvent['what']): boolean {
  return what === 'reserved' || what === 'given-back';
}
