/** The engine's review list in the text: each place is one word, with the chance that it is wrong. */
import { isMachineWord } from '../../../../core/editing/edited-transcript.ts';
import type { ReviewPlace } from '../../../../core/transcript/review.ts';
import type { WordIndex } from '../document/word-index.ts';
import type { DoubtfulPlace } from './doubtful.ts';

/** Seconds by which a word's time may differ: transcripts are rounded. */
const NEAR = 0.05;

/** In the order of the list, worst first. A word that a person has edited was heard: it is gone. */
export function reviewedPlaces(
  review: readonly ReviewPlace[],
  index: WordIndex,
): (DoubtfulPlace & { readonly wordId: string })[] {
  return review.flatMap(({ start, word, reason, score, alternative }) => {
    const found = index.at(start + NEAR);
    if (!found || !isMachineWord(found.word) || found.word.start < start - NEAR) return [];
    return [
      {
        ...{ id: `review-${found.word.id}`, row: found.row, nth: found.nth, count: 1 },
        ...{
          start: found.word.start,
          text: heardAs(word, alternative),
          kind: reason,
          badness: score,
        },
        probability: 1 - score,
        wordId: found.word.id,
      },
    ];
  });
}

/** The word, and what a second hearing gave instead. */
function heardAs(word: string, alternative: string | undefined): string {
  if (alternative === undefined) return word;
  return `${word} / ${alternative === '' ? '–' : alternative}`;
}
