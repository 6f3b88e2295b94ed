import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './project.ts';

/** Whether a build product is up to date with its sources. */
export interface Stamp {
  readonly value: string;
  isFresh(): boolean;
  write(): void;
}

/**
 * A hash of files and folders of the project, and of further text.
 * @param file where the stamp is kept, beside the product
 */
export function stampOf(
  file: string,
  inputs: readonly string[],
  extra: readonly string[] = [],
): Stamp {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text}\0`);
  for (const input of inputs) addPath(hash, path.join(PROJECT, input));
  const value = hash.digest('hex');
  return {
    value,
    isFresh: () => existsSync(file) && readFileSync(file, 'utf8') === value,
    write: () => writeFileSync(file, value),
  };
}

/** Hashes names and bytes; folders in sorted order, without __pycache__. */
function addPath(hash: Hash, file: string): void {
  if (!existsSync(file)) return;
  hash.update(`${path.relative(PROJECT, file)}\0`);
  if (!statSync(file).isDirectory()) {
    hash.update(readFileSync(file));
    return;
  }
  const names = readdirSync(file).filter((name) => name !== '__pycache__');
  for (const name of names.sort()) addPath(hash, path.join(file, name));
}
