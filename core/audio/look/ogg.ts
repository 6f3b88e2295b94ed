/**
 * Ogg with Opus, Vorbis, FLAC or Speex: the last page of a stream tells the samples until its end.
 * Sources: RFC 3533, section 6; RFC 7845; Vorbis I specification; RFC 9639, section 10.1.
 */
import { duration, type Duration } from './duration.ts';
import type { Ranges } from './ranges.ts';

const CAPTURE = 'OggS';
const LONGEST_PAGE = 65_307;
const NO_GRANULE = 0xffff_ffff_ffff_ffffn;

interface Voice {
  serial: number;
  rate: number;
  /** Samples at its beginning that are not played. */
  skipped: number;
}

export async function oggDuration(file: Ranges): Promise<Duration | undefined> {
  const voice = voiceOf(await file.at(0, LONGEST_PAGE));
  if (!voice) return undefined;
  const tail = await file.at(Math.max(0, file.size - LONGEST_PAGE), LONGEST_PAGE);
  for (let at = tail.lastIndexOf(CAPTURE); at >= 0; at = before(tail, at)) {
    if (at + 18 > tail.length || tail.readUInt32LE(at + 14) !== voice.serial) continue;
    const granule = tail.readBigUInt64LE(at + 6);
    if (granule === NO_GRANULE) continue;
    return duration(Math.max(0, Number(granule) - voice.skipped) / voice.rate);
  }
  return undefined;
}

/** The first stream that is sound: each stream begins with a page of its own. */
function voiceOf(head: Buffer): Voice | undefined {
  for (let at = 0; head.toString('latin1', at, at + 4) === CAPTURE && at + 28 <= head.length;) {
    const segments = head.readUInt8(at + 26);
    const lengths = head.subarray(at + 27, at + 27 + segments);
    const body = head.subarray(at + 27 + segments);
    const serial = head.readUInt32LE(at + 14);
    const found = streamOf(body);
    if (found) return { serial, ...found };
    at += 27 + segments + lengths.reduce((sum, length) => sum + length, 0);
  }
  return undefined;
}

function streamOf(body: Buffer): Omit<Voice, 'serial'> | undefined {
  const begins = (text: string) => body.toString('latin1', 0, text.length) === text;
  if (body.length < 40) return undefined;
  if (begins('OpusHead')) return { rate: 48_000, skipped: body.readUInt16LE(10) };
  if (begins('\x01vorbis')) return { rate: body.readUInt32LE(12), skipped: 0 };
  if (begins('\x7fFLAC')) return { rate: body.readUIntBE(27, 3) >> 4, skipped: 0 };
  if (begins('Speex   ')) return { rate: body.readUInt32LE(36), skipped: 0 };
  return undefined;
}

function before(bytes: Buffer, at: number): number {
  return at === 0 ? -1 : bytes.lastIndexOf(CAPTURE, at - 1);
}
