/** Private images of the benchmark, so that its changes affect no other cloud. */
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Image } from '../../local/image.ts';
import { linkEntries } from '../../computer/own-folder.ts';
import { PROJECT } from '../../computer/project.ts';
import { runCommand } from '../../computer/run-command.ts';

const HOME = 'opt/spotscribe';
const SPEECH = path.join(PROJECT, 'model/micro-whisper/audio/demo.wav');
const LIST = 'reading-list.txt';

export function homeOf({ root }: Pick<Image, 'root'>): string {
  return path.join(root, HOME);
}

/** An image with its disk below `root`. */
export function imageAt(root: string): Image {
  return { id: `ami-${randomBytes(9).toString('hex').slice(0, 17)}`, root };
}

/** Copies an image; its reading list is a link out of the image, writable on a read-only disk. */
export function copyImage(image: Image, root: string): Image {
  const copy = imageAt(root);
  rmSync(root, { recursive: true, force: true });
  cpSync(homeOf(image), homeOf(copy), {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true, // Python bytecode records its source's mtime
  });
  const beside = path.join(root, LIST);
  cpSync(path.join(homeOf(copy), LIST), beside);
  rmSync(path.join(homeOf(copy), LIST));
  symlinkSync(beside, path.join(homeOf(copy), LIST));
  return copy;
}

/** The same files without the reading list. */
export function withoutReadingList(image: Image, root: string): Image {
  const other = imageAt(root);
  rmSync(root, { recursive: true, force: true });
  const home = homeOf(other);
  linkEntries(homeOf(image), home);
  // prefetch.py looks for the list beside itself.
  rmSync(path.join(home, 'machine'));
  cpSync(path.join(homeOf(image), 'machine'), path.join(home, 'machine'), { recursive: true });
  rmSync(path.join(home, LIST));
  writeFileSync(path.join(home, LIST), '');
  return other;
}

/** As in an image build; the list depends on the disk's read-ahead. */
export async function writeReadingList(image: Image): Promise<void> {
  const program = path.join(homeOf(image), 'venv/bin/python');
  const args = [path.join(PROJECT, 'ami/reading_list.py'), homeOf(image), SPEECH];
  await runCommand({ program, args });
}
