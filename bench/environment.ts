import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { stampOf } from '../computer/stamp.ts';

/** A list with hashes (`npm run lock:python`). */
const WHOLE = ['--no-deps', '--require-hashes'];

/**
 * A benchmark's Python environment below .bench/, created once.
 * @param isWholeList install with --no-deps: the requirements omit some dependencies on purpose
 * @returns its Python
 */
export async function environment(
  name: string,
  {
    python,
    requirements,
    isWholeList = false,
  }: { python: string; requirements: string; isWholeList?: boolean },
): Promise<string> {
  const folder = path.join(PROJECT, '.bench', name);
  const own = path.join(folder, 'bin', 'python');
  const stamp = stampOf(path.join(folder, '.stamp'), [requirements]);
  if (stamp.isFresh() && existsSync(own)) return own;
  console.error(`Making .bench/${name} (once): pip install -r ${requirements}`);
  await runCommand({ program: python, args: ['-m', 'venv', folder] });
  const how = ['--quiet', '--disable-pip-version-check', ...(isWholeList ? WHOLE : [])];
  await runCommand({ program: own, args: ['-m', 'pip', 'install', ...how, '-r', requirements] });
  stamp.write();
  return own;
}
