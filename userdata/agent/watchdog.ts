/**
 * Signs of life for systemd, which ends an agent that gives none (WatchdogSec=) and starts it again.
 * They say that this process still turns, no more: whether the work moves is what heartbeats tell.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from './log.ts';

/** So often within systemd's patience: a sign may come late on a machine that is busy. */
const SIGNS = 4;

/** `patienceMs` is undefined where nobody watches. */
export function giveSigns(patienceMs: number | undefined, log: Log): void {
  if (patienceMs === undefined) return;
  giveSign(log);
  setInterval(() => giveSign(log), patienceMs / SIGNS).unref();
}

function giveSign(log: Log): void {
  notify().catch((error: unknown) => log.warn('The watchdog could not be told.', error));
}

/**
 * By systemd's own program, since Node has no datagram sockets but UDP's.
 * @throws if it cannot be started: some reasons `spawn` tells by an event, others it throws
 */
async function notify(): Promise<void> {
  await once(spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore' }), 'spawn');
}
