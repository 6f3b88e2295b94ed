/**
 * What comes in frames without a container: MP3 (and its elder layers) and AAC in ADTS.
 * Sources: ISO/IEC 11172-3, section 2.4.2.3; 13818-3; 14496-3, annex 1.A.2 (ADTS).
 */
import { duration, type Duration } from './duration.ts';

export interface Frame {
  kind: 'mp3' | 'aac';
  bytes: number;
  samples: number;
  rate: number;
  isMono: boolean;
  isMpeg1: boolean;
}

/** As far as a decoder looks for the first frame. */
const SEARCHED_BYTES = 64 * 1024;

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

/** Where the first frame is that another one follows, or the end of what there is. */
export function firstFrame(bytes: Buffer): { at: number; frame: Frame } | undefined {
  const until = Math.min(bytes.length, SEARCHED_BYTES);
  for (let at = bytes.indexOf(0xff); at >= 0 && at < until; at = bytes.indexOf(0xff, at + 1)) {
    const frame = frameAt(bytes, at);
    if (!frame) continue;
    const next = at + frame.bytes;
    const isLast = at === 0 && next >= bytes.length;
    if (isLast || frameAt(bytes, next)?.kind === frame.kind) return { at, frame };
  }
  return undefined;
}

/** @param bytes from the first frame on. @param size of all frames together */
export function framesDuration(bytes: Buffer, frame: Frame, size: number): Duration | undefined {
  const frames = frame.kind === 'mp3' ? statedFrames(bytes, frame) : undefined;
  if (frames !== undefined) return duration((frames * frame.samples) / frame.rate);
  return duration(((size / meanBytes(bytes)) * frame.samples) / frame.rate, true);
}

/** In the first frame, by the encoder: "Xing" or "Info" of LAME, "VBRI" of Fraunhofer. */
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

/** Of the frames that are there to be looked at. */
function meanBytes(bytes: Buffer): number {
  let [at, frames] = [0, 0];
  for (let frame = frameAt(bytes, 0); frame; frame = frameAt(bytes, at)) {
    at += frame.bytes;
    frames += 1;
  }
  return at / frames;
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
