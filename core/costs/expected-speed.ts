/**
 * Times of a model of which no job has finished yet: estimates, from those of KB-Whisper small.
 * docs/costs.md has their derivation.
 */
import type { SpeedRange } from './speed-bounds.ts';

/**
 * Small on a g4dn.xlarge. The fixed part is docs/performance.md's, with and without reading ahead;
 * the speed is the engine's simulated GPU (docs/engine.md), with a twentieth of the audio's length as
 * an unmeasured slow end.
 */
const SMALL: SpeedRange = {
  fixedSeconds: { low: 33, high: 200 },
  secondsPerAudioSecond: { low: 0.002, high: 0.05 },
};
const SMALL_BYTES = 484e6;

/** A new disk, bytes a second: read ahead, and by one reader (docs/performance.md). */
const DISK = { ahead: 131e6, alone: 5.2e6 };

interface Size {
  bytes: number;
  /**
   * Multiplications of a window of 30 s, relative to small: encoder, and decoder of 100 tokens. At
   * least 1: the engine's other stages limit smaller models.
   */
  work: number;
}

const SIZES: Readonly<Record<string, Size>> = {
  'kb-whisper-tiny': { bytes: 75.5e6, work: 1 },
  'kb-whisper-base': { bytes: 145e6, work: 1 },
  'kb-whisper-medium': { bytes: 1528e6, work: 3.3 },
  'kb-whisper-large': { bytes: 3087e6, work: 6.5 },
};

/** Of unknown models, as of small. */
export function expectedOf(model: string): SpeedRange {
  const size = SIZES[model];
  if (size === undefined) return SMALL;
  const { fixedSeconds: fixed, secondsPerAudioSecond: rate } = SMALL;
  const more = size.bytes - SMALL_BYTES;
  return {
    fixedSeconds: { low: fixed.low + more / DISK.ahead, high: fixed.high + more / DISK.alone },
    // The slow end is mostly what each call costs besides, which grows less than the work.
    secondsPerAudioSecond: { low: rate.low * size.work, high: rate.high * Math.sqrt(size.work) },
  };
}
