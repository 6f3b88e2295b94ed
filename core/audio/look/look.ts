/**
 * What a file is, by its content, and how long: read from a few pieces of it, so that a letter named
 * .mp3 ends its job before a machine is paid for. It refuses only what can be told for sure; the
 * engine, which reads all of a file, has the last word.
 */
import { JobFailure } from '../../job-errors.ts';
import type { Duration } from './duration.ts';
import { flacDuration } from './flac.ts';
import { matroskaDuration } from './matroska.ts';
import { mp4Duration } from './mp4.ts';
import { firstFrame, framesDuration } from './mpeg.ts';
import { oggDuration } from './ogg.ts';
import { Ranges, TooFarApart, type ReadRange } from './ranges.ts';
import { wavDuration } from './wav.ts';

export interface AudioLook {
  format: 'wav' | 'flac' | 'ogg' | 'matroska' | 'mp4' | 'mp3' | 'aac';
  duration?: Duration;
}

const HEAD_BYTES = 128 * 1024;
/** Some programs add one without taking the old one away. */
const MAX_TAGS = 3;
const MP4_BOXES = ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'moof', 'styp', 'sidx'];
const EBML = '\x1a\x45\xdf\xa3';

/** Beginnings of what is no audio of ours, though it may have some in it. */
const OTHERS = [
  ['#EXTM3U', 'a playlist'],
  ['ffconcat', 'a playlist'],
  ['[playlist]', 'a playlist'],
  ['v=0', 'a session description'],
  ['<', 'a document'],
  ['PK\x03\x04', 'an archive'],
  ['\x1f\x8b', 'an archive'],
  ['%PDF', 'a document'],
  ['\x89PNG', 'an image'],
  ['GIF8', 'an image'],
  ['\xff\xd8\xff', 'an image'],
  ['FORM', 'an AIFF file'],
  ['RIFF', 'an AVI file or another kind of RIFF'],
  ['\x30\x26\xb2\x75', 'a Windows Media file'],
  ['#!AMR', 'an AMR file'],
] as const;

/** @throws JobFailure AudioUnsupported, AudioUnreadable */
export async function lookAtAudio(size: number, read: ReadRange): Promise<AudioLook> {
  const file = new Ranges(size, read);
  const { format, durationOf } = recognised(await begin(file));
  try {
    const duration = await durationOf();
    return { format, ...(duration && { duration }) };
  } catch (error) {
    if (!(error instanceof TooFarApart)) throw error;
    return { format };
  }
}

/** The file's beginning behind an ID3 tag, which may stand before mp3, aac and flac. */
interface Beginning {
  file: Ranges;
  at: number;
  bytes: Buffer;
}

/** Source: ID3v2.4, sections 3.1 and 3.4 (seven bits of each byte count). */
async function begin(file: Ranges): Promise<Beginning> {
  for (let [at, tags] = [0, 0]; ; tags++) {
    const bytes = await file.at(at, HEAD_BYTES);
    const isTag = bytes.toString('latin1', 0, 3) === 'ID3' && bytes.length >= 10;
    if (!isTag || tags === MAX_TAGS) return { file, at, bytes };
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10);
    const hasFooter = (bytes.readUInt8(5) & 0x10) !== 0;
    at += 10 + ((a & 0x7f) << 21) + ((b & 0x7f) << 14) + ((c & 0x7f) << 7) + (d & 0x7f);
    if (hasFooter) at += 10;
  }
}

interface Recognised {
  format: AudioLook['format'];
  durationOf: () => Promise<Duration | undefined> | Duration | undefined;
}

function recognised({ file, at, bytes }: Beginning): Recognised {
  const begins = (text: string) => bytes.toString('latin1', 0, text.length) === text;
  const word = (from: number) => bytes.toString('latin1', from, from + 4);
  if (begins('fLaC')) return { format: 'flac', durationOf: () => flacDuration(bytes) };
  if (['RIFF', 'RF64', 'BW64'].includes(word(0)) && word(8) === 'WAVE') {
    return { format: 'wav', durationOf: () => wavDuration(file) };
  }
  if (begins('RIFX')) return { format: 'wav', durationOf: () => undefined };
  if (begins('OggS')) return { format: 'ogg', durationOf: () => oggDuration(file) };
  if (begins(EBML)) return { format: 'matroska', durationOf: () => matroskaDuration(file) };
  if (MP4_BOXES.includes(word(4))) return { format: 'mp4', durationOf: () => mp4Duration(file) };
  // Players of playlists pass over a byte order mark and white space.
  const text = bytes
    .toString('latin1', 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  const other = OTHERS.find(([start]) => text.startsWith(start));
  if (other) throw unsupported(other[1]);
  const found = firstFrame(bytes);
  if (!found) throw new JobFailure('AudioUnreadable');
  const { frame } = found;
  return {
    format: frame.kind,
    durationOf: () => framesDuration(bytes.subarray(found.at), frame, file.size - at - found.at),
  };
}

function unsupported(what: string): JobFailure {
  return new JobFailure(
    'AudioUnsupported',
    `The file is ${what}, whatever its name; nothing was transcribed. Convert it to mp3, wav, m4a, flac, ogg, opus, webm or aac and create a new job.`,
  );
}
