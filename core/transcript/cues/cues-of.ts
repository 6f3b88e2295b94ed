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
import { spokenSegments, type Said } from './segment-words.ts';

/** Seconds of the file, in whole milliseconds; one or two lines, each of one speaker. */
export interface SpeakerCue {
  start: number;
  end: number;
  lines: string[];
  speakers: (string | undefined)[];
}

/** @param of segments in the order of their starts; durationSeconds of the file, if it is known */
export function cuesOf(of: Said & { durationSeconds?: number | null | undefined }): SpeakerCue[] {
  const builder = new CueBuilder();
  const settled = spokenSegments(of).flatMap((segment) => builder.add(segment));
  return [...settled, ...builder.finish(of.durationSeconds ?? undefined)].map(cueOf);
}

function cueOf({ start, end, lines, speakers }: Timed): SpeakerCue {
  return { start: start / 1000, end: end / 1000, lines: [...lines], speakers: [...speakers] };
}
