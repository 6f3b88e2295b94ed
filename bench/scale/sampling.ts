/** Samples of the distributions that the simulator uses, from a seeded generator in [0, 1). */
import type { Range } from '../../core/costs/speed-bounds.ts';

export type Draw = () => number;

export function uniform({ low, high }: Range, draw: Draw): number {
  return low + (high - low) * draw();
}

/** Evenly distributed on a logarithmic scale: for a quantity of which only the bounds are known. */
export function logUniform({ low, high }: Range, draw: Draw): number {
  return low * (high / low) ** draw();
}

/** Mean of `logUniform`. */
export function meanOfLogUniform({ low, high }: Range): number {
  return low === high ? low : (high - low) / Math.log(high / low);
}

/** @param mean Infinity: never */
export function exponential(mean: number, draw: Draw): number {
  return -mean * Math.log(1 - draw());
}

/** @param sigma standard deviation of the logarithm */
export function logNormal(
  { median, sigma }: { median: number; sigma: number },
  draw: Draw,
): number {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return median * Math.exp(sigma * normal);
}
