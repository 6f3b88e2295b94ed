/**
 * Times of a model of which no job has finished yet: estimates for a g4dn.xlarge. docs/costs.md has
 * their derivation.
 */
import type { SpeedRange } from './speed-bounds.ts';

/** Lowest and highest overhead, s; lowest and highest time for a second of audio, s. */
type Times = readonly [number, number, number, number];

/**
 * Small: docs/performance.md's overhead, with and without reading ahead; the speed of the engine's
 * simulated GPU (docs/engine.md), with a twentieth of the audio's length as an unmeasured slow end.
 */
const SMALL: Times = [33, 200, 0.002, 0.05];

/**
 * Overhead: by the difference in bytes, at 131 and 5.2 MB/s of a new disk. Speed: medium has 3.3 and
 * large 6.5 times as many multiplications as small; the low end grows with them, the high end with
 * their root, as each call's own cost grows less.
 */
const LARGER: Readonly<Record<string, Times>> = {
  medium: [41, 401, 0.0066, 0.091],
  large: [53, 701, 0.013, 0.127],
};

/** Smaller models, which other stages of the engine limit, and unknown ones count as small. */
export function expectedOf(model: string): SpeedRange {
  const [low, high, fast, slow] = LARGER[model.replace('kb-whisper-', '')] ?? SMALL;
  return { fixedSeconds: { low, high }, secondsPerAudioSecond: { low: fast, high: slow } };
}
