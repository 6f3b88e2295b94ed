/** Arrivals of one day, drawn from a seed. */
import { AUDIO, LONGEST_AUDIO_SECONDS } from './assumptions.ts';
import { logNormal, type Draw } from './sampling.ts';

export const DAY_SECONDS = 86_400;

/** Jobs in order of arrival. Times in seconds from midnight. */
export interface Trace {
  at: Float64Array;
  audioSeconds: Float64Array;
  /** 1: by a request of its own; 0: by a bulk, whose workflow creates the jobs. */
  isPosted: Uint8Array;
}

/** Shares of the day's jobs that do not follow its curve. */
export interface DayShape {
  /** Within ten minutes, in the afternoon. */
  burst: number;
  /** A bulk in the morning. */
  bulk: number;
}

export const DAYS = {
  day: { burst: 0, bulk: 0 },
  burst: { burst: 0.5, bulk: 0 },
  bulk: { burst: 0, bulk: 1 },
  mixed: { burst: 0.05, bulk: 0.2 },
} as const satisfies Record<string, DayShape>;

/** The busiest moment is early in the afternoon, with 1.8 times the mean; the quietest has a fifth of it. */
const SWING = 0.8;
const BUSIEST_AT = 14 * 3600;
const BURST = { at: 15 * 3600, seconds: 600 };
/** Jobs that a bulk's workflow creates in a second: ten batches of 25 at a time, 5 s each. A guess. */
export const BULK = { at: 9 * 3600, perSecond: 50 };

/** @returns exactly `jobs` arrivals */
export function traceOf(jobs: number, { burst, bulk }: DayShape, draw: Draw): Trace {
  const inBulk = Math.round(jobs * bulk);
  const inBurst = Math.min(jobs - inBulk, Math.round(jobs * burst));
  const posted = Float64Array.from({ length: jobs - inBulk }, (_, nth) =>
    nth < inBurst ? BURST.at + BURST.seconds * draw() : onTheCurve(draw),
  ).sort();
  const dropped = Float64Array.from(
    { length: inBulk },
    (_, nth) => BULK.at + (nth + draw()) / BULK.perSecond,
  );
  const { at, isPosted } = merged(posted, dropped);
  const audioSeconds = Float64Array.from({ length: jobs }, () => audioLength(draw));
  return { at, isPosted, audioSeconds };
}

/** Poisson arrivals at a constant rate. @param perSecond of arrivals */
export function steadyTrace(jobs: number, perSecond: number, draw: Draw): Trace {
  let now = 0;
  return {
    at: Float64Array.from({ length: jobs }, () => (now -= Math.log(1 - draw()) / perSecond)),
    audioSeconds: Float64Array.from({ length: jobs }, () => audioLength(draw)),
    isPosted: new Uint8Array(jobs).fill(1),
  };
}

function onTheCurve(draw: Draw): number {
  for (;;) {
    const at = DAY_SECONDS * draw();
    const height = 1 + SWING * Math.cos((2 * Math.PI * (at - BUSIEST_AT)) / DAY_SECONDS);
    if (draw() * (1 + SWING) < height) return at;
  }
}

function audioLength(draw: Draw): number {
  return Math.min(LONGEST_AUDIO_SECONDS, Math.max(AUDIO.shortest, logNormal(AUDIO, draw)));
}

function merged(posted: Float64Array, dropped: Float64Array): Pick<Trace, 'at' | 'isPosted'> {
  const all = posted.length + dropped.length;
  const at = new Float64Array(all);
  const isPosted = new Uint8Array(all);
  for (let nth = 0, one = 0, other = 0; nth < all; nth += 1) {
    const isNext = (posted[one] ?? Infinity) <= (dropped[other] ?? Infinity);
    isPosted[nth] = isNext ? 1 : 0;
    at[nth] = (isNext ? posted[one++] : dropped[other++]) ?? NaN;
  }
  return { at, isPosted };
}
