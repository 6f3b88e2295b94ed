/** Subtitles of a copy. */
import { cuesOf } from '../transcript/cues/cues-of.ts';
import type { SpokenCue, Transcript, Word } from '../transcript/transcript.ts';

/** Laid out anew, by the engine's rules: a replacement is longer or shorter. */
export function cuesFor(
  { segments, durationSeconds }: Transcript,
  words: readonly Word[],
): SpokenCue[] {
  return cuesOf({ segments, words, durationSeconds }).map(({ start, end, lines, speakers }) => ({
    ...{ start, end, lines },
    ...(speakers.some((speaker) => speaker !== undefined) && { speakers }),
  }));
}
