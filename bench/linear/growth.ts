/** How the time of some work grows with the size of its input. */

export interface Growth {
  /** Milliseconds for the smallest and for the largest size. */
  first: number;
  last: number;
  /** Power of the size: 1 is linear, 2 quadratic; near 0 if a limit refuses large inputs. */
  exponent: number;
}

/** The shortest of them is the one that other programs disturbed least. */
const RUNS = 15;

/** Prepares an input. @returns the work on it, which is measured */
export type Work = (size: number) => () => unknown;

export async function growthOf(
  work: Work,
  { from, doublings }: { from: number; doublings: number },
): Promise<Growth> {
  const [small, large] = [work(from), work(from * 2 ** doublings)];
  // The compiler sees both before either is measured.
  for (let nth = 0; nth < 2; nth += 1) for (const one of [small, large]) await one();
  const took = { first: Infinity, last: Infinity };
  for (let nth = 0; nth < RUNS; nth += 1) {
    took.first = Math.min(took.first, await timeOf(small));
    took.last = Math.min(took.last, await timeOf(large));
  }
  return { ...took, exponent: Math.log2(took.last / took.first) / doublings };
}

async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
