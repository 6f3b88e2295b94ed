/** Images of the benchmark's own: what it does to them concerns no other cloud's instances. */
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

/** An image whose disk lies below `root`. */
export function imageAt(root: string): Image {
  return { id: `ami-${randomBytes(9).toString('hex').slice(0, 17)}`, root };
}

/** Its reading list lies beside it, so that one can be written although the disk is for reading only. */
export function copyImage(image: Image, root: string): Image {
  const copy = imageAt(root);
  rmSync(root, { recursive: true, force: true });
  cpSync(homeOf(image), homeOf(copy), {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true, // Python's bytecode names the time of its source
  });
  const beside = path.join(root, LIST);
  cpSync(path.join(homeOf(copy), LIST), beside);
  rmSync(path.join(homeOf(copy), LIST));
  symlinkSync(beside, path.join(homeOf(copy), LIST));
  return copy;
}

/** The same files, without the list of what to read ahead. */
export function withoutReadingList(image: Image, root: string): Image {
  const other = imageAt(root);
  rmSync(root, { recursive: true, force: true });
  const home = homeOf(other);
  linkEntries(homeOf(image), home);
  // The program that reads ahead looks for the list beside itself.
  rmSync(path.join(home, 'machine'));
  cpSync(path.join(homeOf(image), 'machine'), path.join(home, 'machine'), { recursive: true });
  rmSync(path.join(home, LIST));
  writeFileSync(path.join(home, LIST), '');
  return other;
}

/** As when an image is made: a disk's read-ahead decides how much a start brings in. */
export async function writeReadingList(image: Image): Promise<void> {
  const program = path.join(homeOf(image), 'venv/bin/python');
  const args = [path.join(PROJECT, 'ami/reading_list.py'), homeOf(image), SPEECH];
  await runCommand({ program, args });
}
