import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasCode } from '../../computer/system-error.ts';

/**
 * Sends SIGTERM to the managers of an instance's services (see systemd/).
 * @returns whether there were any
 */
export function stopServices(root: string): boolean {
  const folder = path.join(root, 'run/systemd/active');
  if (!existsSync(folder)) return false;
  const stopped = readdirSync(folder).map((unit) => stop(path.join(folder, unit)));
  return stopped.some(Boolean);
}

/** @param note file with the manager's pid while its service is active */
function stop(note: string): boolean {
  try {
    return process.kill(Number(readFileSync(note, 'utf8')), 'SIGTERM');
  } catch (error) {
    // The manager has just ended, or left its file behind.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}
