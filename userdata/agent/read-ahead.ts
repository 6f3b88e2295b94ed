/**
 * Reads a model that the boot has not read ahead into the page cache, in parallel: a new machine's disk
 * is some twenty times slower for one reader (docs/performance.md).
 */
import { spawn } from 'node:child_process';
import type { AgentConfig } from './agent-config.ts';
import type { Log } from './log.ts';

/** Returns at once: a later reader finds the files in the cache, or on their way. */
export function readAhead(
  folder: string,
  { home }: Pick<AgentConfig, 'home'>,
  log: Pick<Log, 'warn'>,
): void {
  const args = ['-I', '-S', `${home}/machine/prefetch.py`, folder];
  const child = spawn(`${home}/venv/bin/python`, args, { stdio: 'ignore', env: {} });
  child.once('error', (error) => log.warn('The model is not read ahead.', error));
}
