/** The agent of a box as a child process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import path from 'node:path';
import type { Box } from './box.ts';

/** Ctrl-C comes from the terminal and from cli/run.mjs. */
const ONE_SIGNAL_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs it until it has ended. A first signal lets it finish its jobs, a second one lets it hand them over.
 * @returns its exit status
 */
export async function runAgent(box: Box, settings: Record<string, string>): Promise<number> {
  const home = path.join(box.root, 'opt/spotscribe');
  const child = spawn(path.join(home, 'bin/node'), [path.join(home, 'agent/agent.mjs'), 'pool'], {
    env: { ...process.env, SPOTSCRIBE_STAND_IN_FOR: undefined, ...box.environment, ...settings },
    // A group of its own: a terminal sends Ctrl-C to this process alone, which passes it on once.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let passedOnAt = -Infinity;
  const passOn = () => {
    if (performance.now() - passedOnAt < ONE_SIGNAL_MS) return;
    passedOnAt = performance.now();
    console.error(
      '· It takes no more jobs, and finishes those that are here. Ctrl-C: hand them over.',
    );
    child.kill('SIGTERM');
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    const [code, signal] = (await once(child, 'close')) as [number, null] | [null, NodeJS.Signals];
    return code ?? 128 + constants.signals[signal];
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
}
