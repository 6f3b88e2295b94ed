/**
 * Finds the recordings in a folder: below all its folders, by name for known extensions and by content
 * for the others. Links are not followed, so that nothing outside the folder is sent.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { MAX_PUT_BYTES } from '../../core/audio/max-audio-bytes.ts';
import { MOST_NAME_BYTES } from '../../core/bulk/bulk-files.ts';
import { isMediaName } from '../../core/audio/media-type.ts';
import { probeAudio } from '../../core/audio/probe/probe.ts';
import { isDropped } from '../../core/job/drop-name.ts';

export interface FolderFile {
  /** Path within the folder, its parts joined by `/`. */
  name: string;
  bytes: number;
  /** Milliseconds since 1970 of its last change. */
  modifiedMs: number;
}

export interface SkippedFile {
  name: string;
  because: string;
  /** A recording that cannot be sent: it counts as failed. Others are no recordings. */
  isRecording: boolean;
}

export interface Walked {
  /** In the order of their names. */
  files: FolderFile[];
  skipped: SkippedFile[];
}

const OTHER = (name: string, because: string): SkippedFile => ({
  ...{ name, because },
  isRecording: false,
});

/** @throws what the system says, if the folder or one below it cannot be read */
export async function walk(folder: string): Promise<Walked> {
  const found: Walked = { files: [], skipped: [] };
  await walkInto(folder, '', found);
  found.files.sort((a, b) => byName(a.name, b.name));
  found.skipped.sort((a, b) => byName(a.name, b.name));
  return found;
}

/** By code units: the same order on every computer. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

async function walkInto(folder: string, within: string, found: Walked): Promise<void> {
  for (const entry of await readdir(path.join(folder, within), { withFileTypes: true })) {
    const name = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isSymbolicLink()) found.skipped.push(OTHER(name, 'a link'));
    else if (entry.name.startsWith('.')) found.skipped.push(OTHER(name, 'hidden'));
    else if (entry.isDirectory()) await walkInto(folder, name, found);
    else if (entry.isFile()) await sort(folder, name, found);
    else found.skipped.push(OTHER(name, 'neither a file nor a folder'));
  }
}

async function sort(folder: string, name: string, found: Walked): Promise<void> {
  const file = path.join(folder, name);
  const stats = await lstat(file).catch(() => undefined);
  if (!stats) return; // gone since the folder was read
  const { size: bytes, mtimeMs: modifiedMs } = stats;
  if (!isDropped(name)) return void found.skipped.push(OTHER(name, 'unfinished or a marker'));
  if (!isMediaName(name) && !(await isAudio(file, bytes))) {
    return void found.skipped.push(OTHER(name, 'no recording, by name and by content'));
  }
  const because = whyNotSent({ name, bytes });
  if (because === undefined) found.files.push({ name, bytes, modifiedMs });
  else found.skipped.push({ name, because, isRecording: true });
}

function whyNotSent({ name, bytes }: Pick<FolderFile, 'name' | 'bytes'>): string | undefined {
  if (bytes === 0) return 'empty';
  if (bytes > MAX_PUT_BYTES) {
    return 'larger than 5 GiB, the limit of one upload; encode it as Opus or MP3, or send it in parts: POST /uploads';
  }
  // A name that is no UTF-8 is read with this character in it, and cannot be opened.
  if (name.includes('\uFFFD')) return 'its name is no UTF-8; rename it';
  if (/[\p{Cc}\\]/u.test(name)) {
    return 'a control character or a backslash is in its name; rename it';
  }
  if (Buffer.byteLength(name) > MOST_NAME_BYTES) {
    return `its path is longer than ${MOST_NAME_BYTES} bytes; shorten it`;
  }
  return undefined;
}

/** Whether the first bytes are those of a known format. */
async function isAudio(file: string, bytes: number): Promise<boolean> {
  try {
    return (await probeFile(file, bytes)).format !== undefined;
  } catch {
    return false; // certainly another kind of file, or not to be read
  }
}

/** @throws JobFailure if it is certainly no audio, and what the system says */
export async function probeFile(file: string, bytes: number) {
  const opened = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await probeAudio(bytes, async (from, length) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await opened.read(buffer, 0, length, from);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await opened.close();
  }
}
