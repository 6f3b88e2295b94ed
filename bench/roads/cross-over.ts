/** Where the workflow changes from one route to another, by file length and load. */
import { chosenRoute, type Situation } from './situations.ts';

/** More jobs than this before a file are not looked for. */
export const MOST_BEFORE = 1000;
const LONGEST_DEADLINE = 48 * 3600;

/** So many files of this length may be before it on the running machine, and it still goes there; -1: none. */
export function mostBefore(running: 'batch' | 'warm', audioSeconds: number): number {
  return lastThat(-1, MOST_BEFORE, (before) => {
    return chosenRoute({ audioSeconds, before, running }) === running;
  });
}

/** With so many seconds until its deadline a file waits for a batch machine, of which none runs. */
export function leastDeadline({ audioSeconds, before }: Omit<Situation, 'deadline'>): number {
  const isTooNear = (deadline: number) =>
    chosenRoute({ audioSeconds, before, deadline }) !== 'batch';
  return lastThat(0, LONGEST_DEADLINE, isTooNear) + 1;
}

/** Largest whole number for which it holds, if it holds up to there and not beyond. `low` holds. */
function lastThat(low: number, high: number, holds: (value: number) => boolean): number {
  let [from, to] = [low, high + 1];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return from;
}
