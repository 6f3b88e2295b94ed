/** An edited document in the shape of the machine's transcript. */
import type { Segment, Word } from '../transcript/transcript.ts';
import {
  isMachineWord,
  textOfWords,
  type EditedTranscript,
  type EditedWord,
  type Paragraph,
} from './edited-transcript.ts';

/**
 * Segments are numbered anew from 0; speakers are labels. A word that a person wrote has probability
 * 1; one whose probability the machine did not tell has its segment's confidence.
 * @param of `hasSpeakers`: whether words have speakers, as those of a job that asked who speaks
 */
export function editedTranscript(
  document: EditedTranscript,
  of = { hasSpeakers: false },
): { segments: Segment[]; words: Word[] } {
  const said = document.paragraphs.filter(({ words }) => words.length > 0);
  return {
    segments: said.map(segmentOf),
    words: said.flatMap((paragraph) => wordsOf(paragraph, of)),
  };
}

function segmentOf({ start, end, speaker, flags, confidence, words }: Paragraph, id: number) {
  return {
    ...{ id, start, end, text: textOfWords(words), confidence },
    ...(speaker !== undefined && { speaker }),
    flags: [...flags],
  } satisfies Segment;
}

/** Word by word: in Japanese, too, though its text has no spaces. */
export function wordsOf(
  { words, confidence, speaker: own }: Paragraph,
  { hasSpeakers } = { hasSpeakers: false },
): Word[] {
  return words.map((word) => {
    const speaker = hasSpeakers ? (word.speaker ?? own) : undefined;
    return {
      ...{ start: word.start, end: word.end, word: word.text },
      probability: probabilityOf(word, confidence),
      ...(speaker !== undefined && { speaker }),
    };
  });
}

function probabilityOf(word: EditedWord, confidence: number): number {
  return word.probability ?? (isMachineWord(word) ? confidence : 1);
}
