import { readFileSync } from 'node:fs';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What a runner counted in its report; a status without a failure counts as one: a leak at the end. */
export function counted({ passed, failed }: Count, status: number | null): Count {
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
}

/** @returns a report; nothing where its runner wrote none: its status tells, and counts */
export function readReport(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
