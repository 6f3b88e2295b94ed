/**
 * Subtitle cues of a transcript, by the same rules as the engine's: the engine lays out the machine's
 * text once, this lays out a text that was edited, in a function or in the page.
 *
 * From the same times both give the same cues. A transcript has its times rounded to 0.01 s, which the
 * engine's own cues are not: from a transcript these cues begin and end up to 0.01 s elsewhere, and a
 * break whose cost was a tie may fall elsewhere.
 */
import type { Timed } from './cue-end.ts';
import { CueBuilder } from './cue-builder.ts';
import { spokenSegments, withNames, type Said } from './segment-words.ts';

/** Seconds of the file, in whole milliseconds; one or two lines, each of one speaker. */
export interface SpeakerCue {
  start: number;
  end: number;
  lines: string[];
  speakers: (string | undefined)[];
}

/** Segments are in the order of their starts. */
export interface Subtitled extends Said {
  /** Seconds of the file, if known: no cue ends later. */
  durationSeconds?: number | null | undefined;
  /** With it, each turn of a speaker begins with a name. */
  nameOf?: ((speaker: string) => string) | undefined;
}

export function cuesOf({ durationSeconds, nameOf, ...said }: Subtitled): SpeakerCue[] {
  const segments = spokenSegments(said);
  const builder = new CueBuilder();
  const shown = nameOf ? withNames(segments, nameOf) : segments;
  const settled = shown.flatMap((segment) => builder.add(segment));
  return [...settled, ...builder.finish(durationSeconds ?? undefined)].map(cueOf);
}

function cueOf({ start, end, lines, speakers }: Timed): SpeakerCue {
  return { start: start / 1000, end: end / 1000, lines: [...lines], speakers: [...speakers] };
}
