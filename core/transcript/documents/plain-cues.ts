/** The cues of a transcript: the engine's own, or laid out by the same rules. */
import { cuesOf } from '../cues/cues-of.ts';
import type { Cue } from '../transcript.ts';
import type { TranscriptSource } from './transcript-source.ts';

export function plainCuesOf({ transcript, words, cues }: TranscriptSource): readonly Cue[] {
  return cues ?? cuesOf({ ...transcript, words: words ?? transcript.words });
}
