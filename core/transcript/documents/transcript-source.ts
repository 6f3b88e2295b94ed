/** What the documents of a transcript are made of. */
import type { Cue, Transcript, Word } from '../transcript.ts';

export interface TranscriptSource {
  /** The JSON document. */
  transcript: Transcript;
  /** For the times of cues, also if the document has none. */
  words?: readonly Word[] | undefined;
  /** As the engine laid them out; absent for an edited text. */
  cues?: readonly Cue[] | undefined;
}
