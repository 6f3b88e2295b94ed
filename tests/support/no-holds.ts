/** Jobs without a budget hold nothing. */
import type { Settlement } from '../../core/steps/upkeep/settle-holds.ts';

export const NO_HOLDS: Settlement['holds'] = {
  job: async () => Promise.resolve(undefined),
  change: async () => Promise.resolve(undefined),
  left: async () => Promise.resolve(Infinity),
};
