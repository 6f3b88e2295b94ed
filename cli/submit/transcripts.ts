/** Writes finished transcripts below a folder, beside each other as the recordings are. */
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReportLine } from './report.ts';

const AT_ONCE = 4;
/** Bytes of a name: 255 on most file systems, less room for a format, a hash and a temporary name. */
const LONGEST_PART = 200;

export interface WritingTranscripts {
  folder: string;
  /** What the names of all files begin with, and their paths do not. */
  prefix: string;
  format: string;
  read: (jobId: string, format: string) => Promise<Response>;
  /** Job whose transcript lies at a path, from an earlier run. */
  written: ReadonlyMap<string, string>;
  onWritten: (path: string, jobId: string) => void;
  onFailed: (file: string, error: unknown) => void;
}

/** @returns how many are there, with those of earlier runs */
export async function writeTranscripts(
  lines: readonly ReportLine[],
  using: WritingTranscripts,
): Promise<number> {
  const waiting = lines.filter(({ status }) => status === 'completed');
  let count = 0;
  const work = async () => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      try {
        await writeTranscript(line, using);
        count += 1;
      } catch (error) {
        using.onFailed(line.file, error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return count;
}

async function writeTranscript(
  { file, jobId }: ReportLine,
  { folder, prefix, format, read, written, onWritten }: WritingTranscripts,
): Promise<void> {
  if (jobId === undefined) return;
  const name = file.startsWith(prefix) ? file.slice(prefix.length) : file;
  const at = path.join(folder, transcriptPath(name, format));
  if (written.get(at) === jobId && existsSync(at)) return;
  await mkdir(path.dirname(at), { recursive: true });
  const { body } = await read(jobId, format);
  const part = `${at}.part`;
  try {
    const source = body ? Readable.fromWeb(body) : Readable.from([]);
    await pipeline(source, createWriteStream(part));
    await rename(part, at);
  } finally {
    await rm(part, { force: true });
  }
  onWritten(at, jobId);
}

/**
 * A relative path that stays below its folder, whatever the name is: `a/b.mp3` becomes `a/b.mp3.txt`. A
 * part that had to be changed gets a hash, so that two names never share a path.
 */
export function transcriptPath(file: string, format: string): string {
  const parts = file.split('/');
  const last = parts.pop() ?? '';
  return path.join(...parts.map(safePart), `${safePart(last)}.${format}`);
}

function safePart(part: string): string {
  const safe = part
    .toWellFormed()
    .replace(/[\p{Cc}\\/:]/gu, '_')
    .replace(/^\.+$/, '_');
  const short = Buffer.from(safe)
    .subarray(0, LONGEST_PART)
    .toString()
    .replace(/\uFFFD+$/, '');
  if (short === part && part !== '') return part;
  return `${short}~${createHash('sha256').update(part).digest('hex').slice(0, 8)}`;
}
