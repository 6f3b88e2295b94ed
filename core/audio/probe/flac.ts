/** FLAC. Source: RFC 9639, section 8.2 (STREAMINFO is always the first block). */
import { duration, type Duration } from './duration.ts';

/** @param start the file from its `fLaC` marker on */
export function flacDuration(start: Buffer): Duration | undefined {
  if (start.length < 26) return undefined;
  const rate = start.readUIntBE(18, 3) >> 4;
  const samples = (start.readUInt8(21) & 0x0f) * 2 ** 32 + start.readUInt32BE(22);
  return samples === 0 ? undefined : duration(samples / rate);
}
