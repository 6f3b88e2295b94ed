/**
 * Pings systemd's watchdog (WatchdogSec=), which kills and restarts an agent that stops. A ping
 * only says that the process runs; heartbeats report progress.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from './log.ts';

/** Pings per watchdog timeout: one may be late on a busy machine. */
const PINGS = 4;

/** `patienceMs` is undefined if systemd does not watch. */
export function notifyWatchdog(patienceMs: number | undefined, log: Log): void {
  if (patienceMs === undefined) return;
  ping(log);
  setInterval(() => ping(log), patienceMs / PINGS).unref();
}

function ping(log: Log): void {
  notify().catch((error: unknown) => log.warn('The watchdog could not be told.', error));
}

/**
 * Runs systemd's own program, since Node has no Unix datagram sockets.
 * @throws if it cannot be started: `spawn` reports some reasons by an event, others it throws
 */
async function notify(): Promise<void> {
  await once(spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore' }), 'spawn');
}
