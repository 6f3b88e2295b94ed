/**
 * Formats of frames without a container: MP3 (with layers I and II) and AAC in ADTS.
 * Sources: ISO/IEC 11172-3, section 2.4.2.3; 13818-3; 14496-3, annex 1.A.2 (ADTS).
 */
import { duration } from './duration.ts';
import { samplesOf, type Ranges } from './ranges.ts';

export interface Frame {
  kind: 'mp3' | 'aac';
  bytes: number;
  samples: number;
  rate: number;
  isMono: boolean;
  isMpeg1: boolean;
}

/** Frames in a row required behind other bytes: almost any 200 kB of noise contains two. */
const CERTAIN_FRAMES = 4;

const RATES = [44_100, 48_000, 32_000];
const ADTS_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
  7350,
];
/** kbit/s by MPEG 1 or later, then by layer I, II, III. */
const KBITS = {
  mpeg1: [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  later: [
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
};

/** The frame at offset 0, if another one or the end of the bytes follows. */
export function beginsWithFrame(bytes: Buffer): Frame | undefined {
  const frame = frameAt(bytes, 0);
  return frame && (frame.bytes >= bytes.length || isFollowed(bytes, 0, 2)) ? frame : undefined;
}

/** The first frame that others of its kind follow. */
export function firstFrame(bytes: Buffer): { at: number; frame: Frame } | undefined {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = frameAt(bytes, at);
    if (frame && isFollowed(bytes, at, CERTAIN_FRAMES)) return { at, frame };
  }
  return undefined;
}

/** Whether `count` frames of one kind follow each other. */
function isFollowed(bytes: Buffer, from: number, count: number): boolean {
  const first = frameAt(bytes, from);
  let [at, frames] = [from, 0];
  for (let next = first; next && frames < count; next = frameAt(bytes, at)) {
    if (next.kind !== first?.kind || next.rate !== first.rate) return false;
    at += next.bytes;
    frames += 1;
  }
  return frames === count;
}

export interface Frames {
  file: Ranges;
  /** Offset of the first frame in the file. */
  from: number;
  /** Bytes from the first frame on. */
  bytes: Buffer;
  frame: Frame;
}

/** Largest factor between stated and likely frame count; beyond it the stated count is ignored. */
const MOST_OFF = { oneBitRate: 1.25, manyBitRates: 2 };

/** Uses the stated frame count, unless sizes and bit rates contradict it. */
export async function framesDuration({ file, from, bytes, frame }: Frames) {
  const seconds = (frames: number) => (frames * frame.samples) / frame.rate;
  const stated = frame.kind === 'mp3' ? statedFrames(bytes, frame) : undefined;
  // The frame with the count has no sound, and often another length.
  const head = measuredInside(bytes.subarray(stated === undefined ? 0 : frame.bytes));
  const size = file.size - from;
  const byHead = (size * head.frames) / head.bytes;
  if (stated !== undefined && isNear(stated, byHead, [head])) return duration(seconds(stated));
  const rest = (await samplesOf(file, from + bytes.length)).map(measuredInside);
  const [frames, measuredBytes] = [sum(rest, 'frames'), sum(rest, 'bytes')];
  const likely =
    frames === 0 ? byHead : head.frames + ((size - head.bytes) * frames) / measuredBytes;
  if (stated !== undefined && isNear(stated, likely, [head, ...rest])) {
    return duration(seconds(stated));
  }
  return duration(seconds(likely), true);
}

/** Consecutive frames; `least` and `most` are the smallest and largest frame in bytes. */
interface Measured {
  frames: number;
  bytes: number;
  least: number;
  most: number;
}

function isNear(stated: number, likely: number, pieces: readonly Measured[]): boolean {
  const least = Math.min(...pieces.map((piece) => piece.least));
  const most = Math.max(...pieces.map((piece) => piece.most));
  // Padding makes frames of one bit rate differ by a byte, or by four.
  const limit = most - least <= 4 ? MOST_OFF.oneBitRate : MOST_OFF.manyBitRates;
  return stated < likely * limit && stated > likely / limit;
}

function sum(pieces: readonly Measured[], of: 'frames' | 'bytes'): number {
  return pieces.reduce((total, piece) => total + piece[of], 0);
}

/** Measures from the first frame found. */
function measuredInside(bytes: Buffer): Measured {
  const at = beginsWithFrame(bytes) ? 0 : (firstFrame(bytes)?.at ?? bytes.length);
  return measured(bytes.subarray(at));
}

function measured(bytes: Buffer): Measured {
  const found = { frames: 0, bytes: 0, least: Infinity, most: 0 };
  for (let frame = frameAt(bytes, 0); frame; frame = frameAt(bytes, found.bytes)) {
    found.frames += 1;
    found.bytes += frame.bytes;
    found.least = Math.min(found.least, frame.bytes);
    found.most = Math.max(found.most, frame.bytes);
  }
  return found;
}

/** Frame count that the encoder wrote into the first frame: "Xing" or "Info" (LAME), "VBRI" (Fraunhofer). */
function statedFrames(bytes: Buffer, { isMono, isMpeg1 }: Frame): number | undefined {
  const [mono, stereo] = isMpeg1 ? [21, 36] : [13, 21];
  const at = isMono ? mono : stereo;
  const name = bytes.toString('latin1', at, at + 4);
  const hasFrames = bytes.length >= at + 12 && (bytes.readUInt32BE(at + 4) & 1) === 1;
  if ((name === 'Xing' || name === 'Info') && hasFrames)
    return bytes.readUInt32BE(at + 8) || undefined;
  const isVbri = bytes.length >= 54 && bytes.toString('latin1', 36, 40) === 'VBRI';
  return isVbri ? bytes.readUInt32BE(50) || undefined : undefined;
}

function frameAt(bytes: Buffer, at: number): Frame | undefined {
  if (at + 7 > bytes.length || bytes[at] !== 0xff) return undefined;
  const second = bytes.readUInt8(at + 1);
  if ((second & 0xf6) === 0xf0) return adtsFrame(bytes, at);
  return (second & 0xe0) === 0xe0 ? mpegFrame(bytes, at) : undefined;
}

function mpegFrame(bytes: Buffer, at: number): Frame | undefined {
  const header = bytes.readUInt32BE(at);
  const version = (header >>> 19) & 3; // 0: 2.5, 2: 2, 3: 1
  const layer = 4 - ((header >>> 17) & 3); // 1 to 3
  const baseRate = RATES[(header >>> 10) & 3];
  const isMpeg1 = version === 3;
  const kbits = (isMpeg1 ? KBITS.mpeg1 : KBITS.later)[layer - 1]?.[(header >>> 12) & 15];
  if (version === 1 || !kbits || baseRate === undefined) return undefined;
  const rate = baseRate / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  const padding = (header >>> 9) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && !isMpeg1 ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const slots = Math.floor((samples * kbits * 125) / (rate * slot)) + padding;
  const isMono = ((header >>> 6) & 3) === 3;
  return { kind: 'mp3', bytes: slots * slot, samples, rate, isMono, isMpeg1 };
}

function adtsFrame(bytes: Buffer, at: number): Frame | undefined {
  const rate = ADTS_RATES[(bytes.readUInt8(at + 2) >> 2) & 15];
  const length = (bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
  if (rate === undefined || length < 7) return undefined;
  const samples = 1024 * ((bytes.readUInt8(at + 6) & 3) + 1);
  return { kind: 'aac', bytes: length, samples, rate, isMono: false, isMpeg1: false };
}
