/**
 * Pings systemd's watchdog (WatchdogSec=), which kills and restarts an agent that stops. A ping
 * only says that the process runs; heartbeats report progress.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from './log.ts';

/** Pings per watchdog timeout: one may be late on a busy machine. */
const SIGNS = 4;

/** `patienceMs` is undefined if systemd does not watch. */
export function giveSigns(patienceMs: number | undefined, log: Log): void {
  if (patienceMs === undefined) return;
  giveSign(log);
  setInterval(() => giveSign(log), patienceMs / SIGNS).unref();
}

function giveSign(log: Log): void {
  notify().catch((error: unknown) => log.warn('The watchdog could not be told.', error));
}

/**
 * Runs systemd's own program, since Node has no Unix datagram sockets.
 * @throws if it cannot be started: `spawn` reports some reasons by an event, others it throws
 */
async function notify(): Promise<void> {
  await once(spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore' }), 'spawn');
}
