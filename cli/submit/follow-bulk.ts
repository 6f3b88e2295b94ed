/** Follows a bulk until it is over. */
import type { Clock } from '../../computer/wait-until.ts';
import { isOver } from '../../core/bulk/bulk.ts';
import type { BulkView } from '../../core/view/bulk-view.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.3;

/** Thrown for a bulk that is not there, or is another owner's. */
export class NoBulk extends Error {
  constructor(bulkId: string) {
    super(`There is no bulk ${bulkId} of this key's owner; it may have been deleted.`);
    this.name = 'NoBulk';
  }
}

export interface FollowingBulk {
  look: (bulkId: string) => Promise<BulkView | undefined>;
  onLook: (bulk: BulkView) => void;
  clock: Pick<Clock, 'sleep'>;
}

/** @returns the bulk at its end @throws NoBulk, and what `look` throws */
export async function followBulk(bulkId: string, of: FollowingBulk): Promise<BulkView> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) {
    const bulk = await of.look(bulkId);
    if (!bulk) throw new NoBulk(bulkId);
    of.onLook(bulk);
    if (isOver(bulk)) return bulk;
    await of.clock.sleep(pause);
  }
}
