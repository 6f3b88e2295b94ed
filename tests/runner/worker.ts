/** Vitest's environment for our tests: Node's own, with an end. */
import type { Environment } from 'vitest/runtime';
import { endWorker } from '../support/worker-end.ts';

export default {
  name: 'worker',
  viteEnvironment: 'ssr',
  setup: () => ({ teardown: endWorker }),
} satisfies Environment;
