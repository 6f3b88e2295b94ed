/** Speakers of a transcript: their order, their colours, and what they are called. */
import type { EditedTranscript } from '../../../../core/editing/edited-transcript.ts';
import { texts } from '../texts.ts';

/** Classes `speaker-0` to `speaker-7` of text.css. */
export const COLOURS = 8;

/** In the order in which they first speak, with seconds of speech. */
export function speakersOf({ paragraphs }: EditedTranscript): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const { speaker, start, end } of paragraphs) {
    if (speaker !== undefined) seconds.set(speaker, (seconds.get(speaker) ?? 0) + end - start);
  }
  return seconds;
}

/** The name that a person gave; else the label, with a word before it if it is as short as "L". */
export function shownName(names: Readonly<Record<string, string>>, speaker: string): string {
  const name = Object.hasOwn(names, speaker) ? names[speaker] : undefined;
  if (name !== undefined) return name;
  return speaker.length <= 2 ? `${texts.value.speaker} ${speaker}` : speaker;
}
