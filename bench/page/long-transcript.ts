/** A made transcript of many words, about three a second, with two speakers and doubtful words. */
import type { Segment, Word } from '../../core/transcript/transcript.ts';

const TEXT =
  'kommunen beslutar i dag om budgeten för skolan och om vägarna som ska lagas före vintern';
const PER_SEGMENT = 10;
const SECONDS = 0.36;

export interface LongTranscript {
  readonly segments: Segment[];
  readonly words: Word[];
}

export function longTranscript(count: number): LongTranscript {
  const vocabulary = TEXT.split(' ');
  const words = Array.from({ length: count }, (_, nth): Word => {
    const word = vocabulary[(nth * 7) % vocabulary.length] ?? 'ord';
    const start = nth * SECONDS;
    const probability = nth % 41 === 0 ? 0.3 : 0.95;
    return { start, end: start + SECONDS * 0.9, word, probability };
  });
  const segments = Array.from({ length: count / PER_SEGMENT }, (_, id): Segment => {
    const own = words.slice(id * PER_SEGMENT, (id + 1) * PER_SEGMENT);
    return {
      ...{ id, start: own[0]?.start ?? 0, end: own.at(-1)?.end ?? 0, confidence: 0.9, flags: [] },
      text: own.map(({ word }) => word).join(' '),
      speaker: id % 30 < 15 ? 'L' : 'R',
    };
  });
  return { segments, words };
}
