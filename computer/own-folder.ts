import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * Replaces a link to a folder by a folder of links, so that entries can be replaced without changing
 * the target.
 * @returns the folder
 */
export function ownFolder(link: string): string {
  const target = realpathSync(link);
  rmSync(link);
  linkEntries(target, link);
  return link;
}

/** Creates a folder with a link to each entry of another. */
export function linkEntries(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) symlinkSync(path.join(from, name), path.join(to, name));
}
