/** Bulks of tests, with machines that a test launches. */
import type { Driven } from '../../bench/bulk/scenario.ts';
import type { TestCloud } from './test-cloud.ts';

/** For one bulk on a busy computer; the tests of a file come one after the other. */
const PATIENCE_MS = 300_000;

export function drivenBy(harness: TestCloud, tendPools: Driven['tendPools']): Driven {
  return {
    ...{ harness, tendPools },
    /** From when a bulk begins to be waited for. */
    get deadline() {
      return Date.now() + PATIENCE_MS;
    },
  };
}
