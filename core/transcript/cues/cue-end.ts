/**
 * Fits the last cues into the file's length (the engine's cue_end.py). A cue that would outlast the audio
 * ends with it, even if that leaves less than 0.8 s. Last cues that had to wait for one another wait less
 * and share the time left. None begins before its first word, unless it would then be visible for less
 * than 0.1 s.
 */
import { SHORTEST } from './block.ts';

/** ms; the least that a cue is visible. */
const VISIBLE = 100;

/** A cue with its times, before the file's end is known. Milliseconds. */
export interface Timed {
  /** Start of its first word; earlier than `start` if the cue had to wait. */
  said: number;
  start: number;
  end: number;
  lines: readonly string[];
  /** Speaker of each line. */
  speakers: readonly (string | undefined)[];
}

/** The cues, in order, moved into [`free`, `fileEnd`] (ms). */
export function fitted(cues: readonly Timed[], free: number, fileEnd: number): Timed[] {
  const latest = cues.at(-1);
  if (!latest || latest.end <= fileEnd) return [...cues];
  let limit = Math.trunc(fileEnd);
  const least = Math.max(1, Math.min(VISIBLE, Math.floor((limit - free) / cues.length)));
  const saids = cues.map(({ said }) => Math.max(said, free));
  const moved = [...cues].reverse().map((cue, nth) => {
    const index = cues.length - 1 - nth;
    // The cues before it need this.
    const earliest = free + index * least;
    const end = Math.max(Math.min(cue.end, limit), earliest + least);
    const room = shareOf(saids.slice(0, index + 1), end);
    const begins = Math.max(saids[index] ?? free, end - room, earliest);
    const start = Math.min(cue.start, begins, end - least);
    limit = start;
    return { ...cue, start, end };
  });
  return moved.reverse();
}

/** ms for the last of the cues, if all that wait for it get the same. */
function shareOf(saids: readonly number[], end: number): number {
  const shares = [...saids].reverse().map((said, nth) => Math.floor((end - said) / (nth + 1)));
  return shares.reduce((least, share) => Math.min(least, share), SHORTEST);
}
