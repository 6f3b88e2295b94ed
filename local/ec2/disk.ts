/** An instance's disk: a folder that serves as its `/`. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { cp, mkdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Folders of a disk that go into an image; logs, home and temporary files do not. */
const KEPT = ['opt', 'usr'] as const;
const PROGRAM = 'opt/spotscribe';

export function makeDisk(root: string): void {
  for (const folder of ['tmp', 'home', 'opt', 'var/log', 'mnt']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
}

/**
 * Fills a disk from its image. A complete image is never written to, so its instances share it
 * through a link; any other image, such as a build's base image, is copied.
 * @returns the copying to do before the instance boots
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
      preserveTimestamps: true, // Python bytecode records its source's mtime
    });
  }
}

/** Moves a stopped instance's disk into an image; the instance keeps links to it. */
export async function handOver(root: string, image: string): Promise<void> {
  await mkdir(image, { recursive: true });
  for (const folder of KEPT.filter((name) => existsSync(path.join(root, name)))) {
    await rename(path.join(root, folder), path.join(image, folder));
    await symlink(path.join(image, folder), path.join(root, folder));
  }
}
