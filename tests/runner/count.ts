import { readFileSync } from 'node:fs';

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** The counts of a report; an exit status without a failed test is one failure, such as a leak. */
export function counted({ passed, failed }: Count, status: number | null): Count {
  return { passed, failed: failed === 0 && status !== 0 ? 1 : failed };
}

/** @returns the report's text; empty if the runner wrote none, and then its exit status counts */
export function readReport(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
