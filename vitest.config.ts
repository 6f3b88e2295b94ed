import { defineConfig } from 'vitest/config';
import { PartsInOrder } from './tests/runner/parts-in-order.ts';

/** Longer than any test takes on a busy computer: ends what hangs. How fast anything is, bench/ measures. */
const HANGS_MS = 400_000;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    environment: './tests/runner/worker.ts',
    setupFiles: ['tests/property-seed.ts'],
    // A worker runs one file after the other and imports each module once: the SDK's take a second,
    // and files that share the embedded cloud (tests/support/test-cloud.ts) start it once.
    pool: 'forks',
    isolate: false,
    // Node imports TypeScript by itself, as it does for every command.
    experimental: { viteModuleRunner: false },
    sequence: { sequencer: PartsInOrder },
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    // What a test waits for comes late on a busy computer.
    expect: { poll: { timeout: 60_000 } },
    silent: 'passed-only',
    // Names of tests stay whole.
    taskTitleValueFormatTruncate: 200,
  },
});
