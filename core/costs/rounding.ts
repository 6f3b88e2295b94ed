/** Precision of quoted figures: a tenth of a second, a millionth of a dollar. */
const DIGITS = 1e6;

export function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

export function floorUsd(usd: number): number {
  return Math.floor(usd * DIGITS) / DIGITS;
}

export function ceilUsd(usd: number): number {
  return Math.ceil(usd * DIGITS) / DIGITS;
}
