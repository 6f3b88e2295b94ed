import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder of links in the place of a link to a folder: its entries can then be replaced, and
 * the folder that it led to stays as it is.
 * @returns the folder
 */
export function ownFolder(link: string): string {
  const target = realpathSync(link);
  rmSync(link);
  linkEntries(target, link);
  return link;
}

/** Makes a folder whose entries are links to those of another. */
export function linkEntries(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) symlinkSync(path.join(from, name), path.join(to, name));
}
