import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasCode } from '../system-error.ts';

/**
 * Tells the managers of an instance's services (see systemd/) that the machine shuts down.
 * @returns whether there was any
 */
export function stopServices(root: string): boolean {
  const folder = path.join(root, 'run/systemd/active');
  if (!existsSync(folder)) return false;
  const managers = readdirSync(folder).map((unit) =>
    Number(readFileSync(path.join(folder, unit), 'utf8')),
  );
  return managers.map(stop).some(Boolean);
}

function stop(manager: number): boolean {
  try {
    return process.kill(manager, 'SIGTERM');
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false; // it has ended, and left its note behind
    throw error;
  }
}
