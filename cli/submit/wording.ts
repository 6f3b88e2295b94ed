/** How the command writes numbers, sums and names. */
import { clean } from '../monitor/wording.ts';
import type { ReportLine } from './report.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `31.5 MB`; units of 1000, as file managers show them. */
export function size(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.95 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value.toString() : value.toFixed(1)} ${UNITS[unit]}`;
}

export function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

/** Cents matter in a bulk's sum; below them a job's cost does. */
export function usd(value: number): string {
  return value >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
}

export function hours(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (seconds < 5400) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} hours`;
}

/** Failures that are named; the report has all. */
const MOST_NAMED = 20;

/** A line for each, at most twenty, then how many more there are. */
export function named(failed: readonly ReportLine[]): string[] {
  const lines = failed.slice(0, MOST_NAMED).map(({ file, status, error }) => {
    const why = error ? `: ${clean(error.code)}. ${clean(error.message)}` : '.';
    return `  ${clean(file)} ${clean(status).replace('_', ' ')}${why}`;
  });
  const more = failed.length - lines.length;
  return more > 0 ? [...lines, `  … and ${more} more; the report names them.`] : lines;
}
