import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasCode } from '../../computer/system-error.ts';

/**
 * Tells the managers of an instance's services (see systemd/) that the machine shuts down.
 * @returns whether there was any
 */
export function stopServices(root: string): boolean {
  const folder = path.join(root, 'run/systemd/active');
  if (!existsSync(folder)) return false;
  const stopped = readdirSync(folder).map((unit) => stop(path.join(folder, unit)));
  return stopped.some(Boolean);
}

/** @param note the file that holds the manager's process id for as long as its service is active */
function stop(note: string): boolean {
  try {
    return process.kill(Number(readFileSync(note, 'utf8')), 'SIGTERM');
  } catch (error) {
    // It ends at this very moment, or has ended and left its note behind.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}
