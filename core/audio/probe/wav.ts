/** WAV, also RF64 for more than 4 GiB. Sources: Multimedia Programming Interface 1.0 (1991); EBU Tech 3306. */
import { JobFailure } from '../../base/job-errors.ts';
import { duration, type Duration } from './duration.ts';
import type { Ranges } from './ranges.ts';

/** Chunk length of a writer that did not know it, or of RF64: see `ds64`. */
const UNKNOWN = 0xffff_ffff;
const SEEN_BYTES = 128 * 1024;

/** @throws JobFailure AudioUnreadable if a file that was read whole has no `fmt ` chunk */
export async function wavDuration(file: Ranges): Promise<Duration | undefined> {
  let bytesPerSecond: number | undefined;
  let longData: number | undefined;
  for (let at = 12; at + 8 <= file.size;) {
    const header = await file.at(at, 8);
    const [name, length] = [header.toString('latin1', 0, 4), header.readUInt32LE(4)];
    const body = at + 8;
    if (name === 'data') {
      const stated = length === UNKNOWN ? longData : length;
      const there = file.size - body;
      // A recorder that lost power wrote no length, or a wrong one.
      const isStated = stated !== undefined && stated > 0 && stated <= there;
      return duration((isStated ? stated : there) / (bytesPerSecond ?? 0), !isStated);
    }
    if (name === 'fmt ' && length >= 16) {
      bytesPerSecond = await uint32(file, body + 8);
    }
    if (name === 'ds64' && length >= 16) {
      longData = (await uint32(file, body + 8)) + (await uint32(file, body + 12)) * 2 ** 32;
    }
    at = body + length + (length % 2);
  }
  if (await isWithoutFormat(file)) throw new JobFailure('AudioUnreadable');
  return undefined;
}

/** Searches all bytes: the length of an earlier chunk may be damaged. */
async function isWithoutFormat(file: Ranges): Promise<boolean> {
  return file.size <= SEEN_BYTES && !(await file.at(0, SEEN_BYTES)).includes('fmt ');
}

/** NaN at the end of the file. */
async function uint32(file: Ranges, at: number): Promise<number> {
  const bytes = await file.at(at, 4);
  return bytes.length === 4 ? bytes.readUInt32LE(0) : NaN;
}
