/**
 * A transcript's words, which are one list, by their segments. The list is in the order of the segments,
 * and each segment's text is that of its words. A segment whose text has other words is shown as a whole.
 */
import type { Segment, Word } from '../transcript.ts';
import type { SegmentWord, SpokenSegment } from './spoken-words.ts';

/** What of a transcript the cues are made of. */
export interface Said {
  segments: readonly Pick<Segment, 'start' | 'end' | 'text' | 'speaker'>[];
  words?: readonly Pick<Word, 'start' | 'end' | 'word'>[] | undefined;
}

export function spokenSegments({ segments, words = [] }: Said): SpokenSegment[] {
  let next = 0;
  return segments.map(({ start, end, text, speaker }) => {
    const found = wordsOf(text, words, next);
    next = found?.next ?? resumed(words, next, end);
    return { start, end, text, speaker, words: found?.words ?? [] };
  });
}

/** Each turn of a speaker begins with the speaker's name, as words without a time of their own. */
export function withNames(
  segments: readonly SpokenSegment[],
  nameOf: (speaker: string) => string,
): SpokenSegment[] {
  return segments.map((segment, nth) => {
    const { speaker, text, start, end } = segment;
    if (speaker === undefined || speaker === segments[nth - 1]?.speaker) return segment;
    const label = { text: `${nameOf(speaker)}:`, start, end: start, joined: false };
    const whole = { text, start, end, joined: false };
    return { ...segment, words: [label, ...(segment.words.length > 0 ? segment.words : [whole])] };
  });
}

/** The words from `first` on that are this text; undefined if they are another. */
function wordsOf(text: string, words: NonNullable<Said['words']>, first: number) {
  const own: SegmentWord[] = [];
  let at = 0;
  for (let next = first; next <= words.length; next++) {
    const rest = text.slice(at);
    const blank = rest.length - rest.trimStart().length;
    if (blank === rest.length) return { words: own, next };
    const word = words[next];
    const said = word?.word.trim() ?? '';
    if (!word || said === '' || !rest.startsWith(said, blank)) return undefined;
    own.push({
      text: said,
      start: word.start,
      end: word.end,
      joined: own.length > 0 && blank === 0,
    });
    at += blank + said.length;
  }
  return undefined;
}

/** Index of the first word that begins when a segment of other words has ended. */
function resumed(words: NonNullable<Said['words']>, from: number, end: number): number {
  let next = from;
  while ((words[next]?.start ?? Infinity) < end) next += 1;
  return next;
}
