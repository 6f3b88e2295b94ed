/** The product's own estimates of times, as distributions. */
import { expectedOf } from '../../core/costs/expected-speed.ts';
import { ENDING_SECONDS } from '../../core/costs/work-out-quote.ts';
import { HANDOVER_SECONDS } from '../../core/machines/route-figures.ts';
import {
  CHECKPOINT_AUDIO_SECONDS,
  FUNCTIONS_SECONDS,
  INTERRUPTIONS_PER_HOUR,
  MODEL,
} from './assumptions.ts';
import { logUniform, meanOfLogUniform, uniform } from './sampling.ts';
import type { Nature } from './scenario.ts';

const { fixedSeconds, secondsPerAudioSecond } = expectedOf(MODEL);

/** Mean seconds of work for a second of audio. */
export const MEAN_RATE = meanOfLogUniform(secondsPerAudioSecond);

/** Times of an unmeasured model: only their bounds are known. */
export const EXPECTED: Nature = {
  boot: (draw) => logUniform(fixedSeconds, draw),
  work: (audioSeconds, draw) => audioSeconds * logUniform(secondsPerAudioSecond, draw),
  ending: (draw) => uniform(ENDING_SECONDS, draw),
  handover: (draw) => uniform(HANDOVER_SECONDS, draw),
  functions: FUNCTIONS_SECONDS,
  lostWork: (audioSeconds) => Math.min(1, CHECKPOINT_AUDIO_SECONDS / audioSeconds),
  interruption: 3600 / INTERRUPTIONS_PER_HOUR,
};
