/** Told of a transcript while it is made. */
import type { Segment, Word } from '../../../core/transcript/transcript.ts';

export interface TranscriptListener {
  /** The audio is on the disk, until the engine is done. Comes before the first segment. */
  onAudio?(file: string): Promise<void>;
  /** In order, each with its words. */
  onSegment(segment: Segment, words: readonly Word[]): void;
  /** Once more, with its speaker: takes the place of those before. */
  onFinalSegment?(segment: Segment, words: readonly Word[]): void;
  /** Everything comes again from the first segment. */
  restart(): void;
  /** All segments have been sent. */
  transcriptDone(of: { language: string }): void;
}
