/** Skips ID3 tags and zero padding at the start of a file. */
import type { Ranges } from './ranges.ts';

const HEAD_BYTES = 128 * 1024;
/** Some programs add a tag without removing the old one. */
const MAX_TAGS = 3;

export interface Beginning {
  /** Offset in the file. */
  at: number;
  /** Bytes from there on; empty if a tag claims to end behind the file's end. */
  bytes: Buffer;
}

/** Source: ID3v2.4, sections 3.1 and 3.4 (seven bits of each byte count). @throws TooFarApart */
export async function behindTags(file: Ranges, from: number): Promise<Beginning> {
  for (let [at, tags] = [from, 0]; ; tags++) {
    const bytes = await file.at(at, HEAD_BYTES);
    const isTag = bytes.toString('latin1', 0, 3) === 'ID3' && bytes.length >= 10;
    if (!isTag || tags === MAX_TAGS) return { at, bytes };
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10);
    const hasFooter = (bytes.readUInt8(5) & 0x10) !== 0;
    at += 10 + ((a & 0x7f) << 21) + ((b & 0x7f) << 14) + ((c & 0x7f) << 7) + (d & 0x7f);
    if (hasFooter) at += 10;
  }
}

/** Skips zeros too; undefined if all bytes are zero. @throws TooFarApart */
export async function behindZeros(file: Ranges, start: Beginning): Promise<Beginning | undefined> {
  const zeros = start.bytes.findIndex((byte) => byte !== 0);
  if (zeros <= 0) return zeros === 0 ? start : undefined;
  return behindTags(file, start.at + zeros);
}
