/** Divides what a pool's machine is charged for among the jobs that it had. */

/**
 * By the time for which each job had the machine, so that idle time is divided in the same proportion;
 * equal parts if none had it for any time.
 * @param seconds charged, a whole number
 * @param busy seconds of each job
 * @returns whole seconds for each job, which add up to `seconds`; empty without a job
 */
export function sharesOf(seconds: number, busy: readonly number[]): number[] {
  const total = busy.reduce((sum, one) => sum + one, 0);
  const weights = total > 0 ? busy.map((one) => one / total) : busy.map(() => 1 / busy.length);
  let before = 0;
  let weight = 0;
  return weights.map((one, index) => {
    weight += one;
    // Rounded at the ends of the parts, so that no rounding is lost.
    const until = index === weights.length - 1 ? seconds : Math.round(seconds * weight);
    const share = Math.max(0, Math.min(until, seconds) - before);
    before += share;
    return share;
  });
}
