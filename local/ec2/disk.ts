/** The disk of an instance: a folder that stands for its `/`. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { cp, mkdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';

/** What an image keeps of a disk. The rest is a run's own: logs, home, temporary files. */
const KEPT = ['opt', 'usr'] as const;
const PROGRAM = 'opt/spotscribe';

export function makeDisk(root: string): void {
  for (const folder of ['tmp', 'home', 'opt', 'var/log', 'mnt']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
}

/**
 * Gives a disk what its image holds. A finished image is never written to, so all its instances
 * share it through a link; from any other image, such as the one that a build begins with, the
 * instance gets a copy of its own.
 * @returns the copying that is left to do before the instance boots
 */
export function fillDisk(root: string, image: string | undefined): () => Promise<void> {
  if (image === undefined) return () => Promise.resolve();
  if (!existsSync(path.join(image, PROGRAM, '.setup_complete'))) return () => copy(image, root);
  symlinkSync(path.join(image, PROGRAM), path.join(root, PROGRAM));
  return () => Promise.resolve();
}

async function copy(image: string, root: string): Promise<void> {
  for (const folder of KEPT.filter((name) => existsSync(path.join(image, name)))) {
    await cp(path.join(image, folder), path.join(root, folder), {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true, // Python's bytecode names the time of its source
    });
  }
}

/** Makes a stopped instance's disk an image's; the instance keeps a link to it. */
export async function handOver(root: string, image: string): Promise<void> {
  await mkdir(image, { recursive: true });
  for (const folder of KEPT.filter((name) => existsSync(path.join(root, name)))) {
    await rename(path.join(root, folder), path.join(image, folder));
    await symlink(path.join(image, folder), path.join(root, folder));
  }
}
