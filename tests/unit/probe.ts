/** Looks at audio as at an object in S3, and sees to it that little of it is read. */
import { expect } from 'vitest';
import { probeAudio, type AudioProbe } from '../../core/audio/probe/probe.ts';
import { JobFailure } from '../../core/base/job-errors.ts';

const MOST_READS = 8;
const MOST_BYTES = 1024 ** 2;

/** The failure where it is refused. @param size larger than what is there: the rest is zeros */
export async function lookOrFailure(bytes: Buffer, size = bytes.length) {
  const read = { times: 0, bytes: 0 };
  const found = await probeAudio(size, (from, length) => {
    read.times += 1;
    read.bytes += length;
    if (from < 0 || length < 1 || from + length > size) throw new RangeError('not within the file');
    const there = bytes.subarray(from, from + length);
    return Promise.resolve(Buffer.concat([there, Buffer.alloc(length - there.length)]));
  }).catch((error: unknown) => {
    if (error instanceof JobFailure) return error;
    throw error;
  });
  expect(read.times).toBeLessThanOrEqual(MOST_READS);
  expect(read.bytes).toBeLessThanOrEqual(MOST_BYTES);
  return found;
}

/** The code of the error where it is refused. */
export async function look(bytes: Buffer, size?: number): Promise<AudioProbe | string> {
  const found = await lookOrFailure(bytes, size);
  return found instanceof JobFailure ? found.code : found;
}
