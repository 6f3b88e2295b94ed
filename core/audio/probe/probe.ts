/**
 * Format and duration of a file, from a few ranges of its content, so that a letter named .mp3
 * fails before a machine is paid for. Only certain cases are refused; unrecognised files go to the
 * engine, which reads the whole file and decides.
 */
import { CONVERT_AUDIO } from '../../base/audio-formats.ts';
import { JobFailure } from '../../base/job-errors.ts';
import { behindTags, behindZeros, type Beginning } from './beginning.ts';
import { isBelievable, type Duration } from './duration.ts';
import { flacDuration } from './flac.ts';
import { matroskaDuration, matroskaHasSound } from './matroska.ts';
import { mp4Duration, mp4HasSound } from './mp4.ts';
import { beginsWithFrame, firstFrame, framesDuration, type Frame } from './mpeg.ts';
import { oggDuration } from './ogg.ts';
import { otherKind } from './other-kinds.ts';
import { Ranges, TooFarApart, type ReadRange } from './ranges.ts';
import { isText, textKind } from './text.ts';
import { wavDuration } from './wav.ts';

export interface AudioProbe {
  /** Undefined: unrecognised, which is no reason to refuse the file. */
  format?: 'wav' | 'flac' | 'ogg' | 'matroska' | 'mp4' | 'mp3' | 'aac';
  duration?: Duration;
}

/** Smaller than the smallest header of all formats. */
const LEAST_BYTES = 8;
/** Fragmented or segmented files begin with a box other than `ftyp`. */
const MP4_BOXES = [
  ...['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'moof', 'styp', 'sidx'],
  ...['uuid', 'udta', 'junk', 'pict', 'prfl', 'emsg'],
];
const EBML = '\x1a\x45\xdf\xa3';

/** @throws JobFailure AudioUnsupported, AudioUnreadable */
export async function probeAudio(size: number, read: ReadRange): Promise<AudioProbe> {
  if (size < LEAST_BYTES) throw new JobFailure('AudioUnreadable');
  const file = new Ranges(size, read);
  const known = await withinReach(() => recognised(file));
  if (!known) return {};
  const { format, hasSound, durationOf } = known;
  if (hasSound && (await withinReach(hasSound)) === false) throw withoutSound();
  const duration = await withinReach(durationOf);
  return { format, ...(duration && isBelievable(duration, size) && { duration }) };
}

/** Undefined if the read limits are exceeded. */
async function withinReach<T>(read: () => Promise<T> | T): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof TooFarApart)) throw error;
    return undefined;
  }
}

interface Recognised {
  format: AudioProbe['format'];
  durationOf: () => Promise<Duration | undefined> | Duration | undefined;
  /** False if every track was seen and none is sound; undefined if unknown. */
  hasSound?: () => Promise<boolean | undefined>;
}

async function recognised(file: Ranges): Promise<Recognised | undefined> {
  const start = await behindTags(file, 0);
  const container = containerOf(file, start.bytes);
  if (container) return container;
  const frame = beginsWithFrame(start.bytes);
  if (frame) return inFrames(file, start, { at: 0, frame });
  const other = otherKind(start.bytes);
  if (other !== undefined) throw unsupported(other);
  return behindPadding(file, start);
}

function containerOf(file: Ranges, bytes: Buffer): Recognised | undefined {
  const begins = (text: string) => bytes.toString('latin1', 0, text.length) === text;
  const word = (from: number) => bytes.toString('latin1', from, from + 4);
  if (begins('fLaC')) return { format: 'flac', durationOf: () => flacDuration(bytes) };
  if (['RIFF', 'RF64', 'BW64'].includes(word(0)) && word(8) === 'WAVE') {
    return { format: 'wav', durationOf: () => wavDuration(file) };
  }
  if (begins('OggS')) return { format: 'ogg', durationOf: () => oggDuration(file) };
  if (begins(EBML)) {
    const hasSound = () => matroskaHasSound(file);
    return { format: 'matroska', durationOf: () => matroskaDuration(file), hasSound };
  }
  if (!MP4_BOXES.includes(word(4))) return undefined;
  return { format: 'mp4', durationOf: () => mp4Duration(file), hasSound: () => mp4HasSound(file) };
}

/** Checks what follows zeros and other padding: frames, text, or unknown (for the engine to decide). */
async function behindPadding(file: Ranges, start: Beginning): Promise<Recognised | undefined> {
  const sound = await behindZeros(file, start);
  if (!sound) {
    const isAllSeen = start.at + start.bytes.length === file.size && start.bytes.length > 0;
    if (isAllSeen) throw new JobFailure('AudioUnreadable');
    return undefined;
  }
  if (isText(sound.bytes)) throw aText(textKind(sound.bytes));
  const found = firstFrame(sound.bytes);
  return found && inFrames(file, sound, found);
}

function inFrames(file: Ranges, start: Beginning, found: { at: number; frame: Frame }): Recognised {
  const from = start.at + found.at;
  const bytes = start.bytes.subarray(found.at);
  return {
    format: found.frame.kind,
    durationOf: () => framesDuration({ file, from, bytes, frame: found.frame }),
  };
}

function aText(kind: string | undefined): JobFailure {
  if (kind !== undefined) return unsupported(kind);
  return new JobFailure(
    'AudioUnreadable',
    'The file is text and could not be read as audio; nothing was transcribed. Create a new job with the recording itself.',
  );
}

function unsupported(what: string): JobFailure {
  return new JobFailure(
    'AudioUnsupported',
    `The file is ${what}, whatever its name; nothing was transcribed. ${CONVERT_AUDIO}`,
  );
}

function withoutSound(): JobFailure {
  return new JobFailure(
    'AudioUnsupported',
    'The file is a video without a track of sound; nothing was transcribed. Create a new job with a file that has sound.',
  );
}
