/** The machine's transcript as a document: version 0, on which all edits build. */
import { separator } from '../transcript/joined-text.ts';
import type { Segment, Word } from '../transcript/transcript.ts';
import type { EditedTranscript, EditedWord, Paragraph } from './edited-transcript.ts';
import { SegmentWords } from './segment-words.ts';
import { wordsOfSegment } from './words-of-segment.ts';

/** `words` in the order of the segments, as the engine writes them. */
export function machineDocument(transcript: {
  segments: readonly Segment[];
  words?: readonly Word[];
}): EditedTranscript {
  const { segments, words = [] } = transcript;
  const timed = new SegmentWords(words);
  const paragraphs = segments.map((segment, nth) => {
    const before = segments[nth - 1]?.text.trim() ?? '';
    return paragraphOf(segment, beginning(wordsOfSegment(segment, timed.take(segment)), before));
  });
  return { version: 0, names: {}, paragraphs };
}

function paragraphOf(segment: Segment, words: readonly EditedWord[]): Paragraph {
  const { id, start, end, speaker, flags, confidence } = segment;
  const times = { start, end };
  return {
    ...{ id: `${id}`, ...times },
    ...(speaker !== undefined && { speaker }),
    ...{ flags, confidence, words },
  };
}

/** The first word knows what separates it from the segment before, should the two be joined. */
function beginning(words: EditedWord[], textBefore: string): EditedWord[] {
  const [first, ...others] = words;
  if (!first || textBefore === '' || separator(textBefore, first.text) === ' ') return words;
  return [{ ...first, before: '' }, ...others];
}
