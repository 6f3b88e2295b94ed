/** Places that a person should hear: the engine's flags, and words that the model was unsure of. */
import type { EditedWord, Paragraph } from '../../../../core/editing/edited-transcript.ts';
import { isMachineWord, textOfWords } from '../../../../core/editing/edited-transcript.ts';
import type { Row } from '../document/rows.ts';

/** Below it a word is marked. */
export const DOUBTFUL = 0.5;
/** Words between two doubtful ones that belong to the same place. */
const NEAR = 2;

export interface DoubtfulPlace {
  readonly id: string;
  readonly row: number;
  /** First word, and how many, within the block. */
  readonly nth: number;
  readonly count: number;
  readonly start: number;
  readonly text: string;
  /** A flag of the engine or a reason of its review, both open lists, or `words`. */
  readonly kind: string;
  /** Higher is worse. */
  readonly badness: number;
  /** Least probability of the words; of a flagged passage its confidence. */
  readonly probability: number;
}

/** Order of flags, as the engine documents them: text without speech first, a cut at a border last. */
const BADNESS: Readonly<Record<string, number>> = {
  possible_hallucination: 3,
  repetition: 2.9,
  low_confidence: 1,
  cut_at_window: 0,
};

export function isDoubtful({ probability }: EditedWord): boolean {
  return probability !== undefined && probability < DOUBTFUL;
}

/** Flags that say who speaks, not what is said. */
const OF_SPEAKERS: readonly string[] = ['overlap', 'uncertain_speaker'];

/** Worst first. A passage whose words a person has edited was heard: its flags no longer count. */
export function doubtfulPlaces(rows: readonly Row[]): DoubtfulPlace[] {
  const places = rows.flatMap((of, row) => {
    if (of.kind !== 'block') return [];
    let before = 0;
    return of.block.paragraphs.flatMap((paragraph) => {
      const found = placesIn(paragraph, { row, before });
      before += paragraph.words.length;
      return found;
    });
  });
  return places.sort((a, b) => b.badness - a.badness || a.start - b.start);
}

export function flagsOf({ flags, words }: Paragraph): readonly string[] {
  return words.every(isMachineWord) ? flags.filter((flag) => !OF_SPEAKERS.includes(flag)) : [];
}

interface Within {
  row: number;
  /** Words of the block before this paragraph. */
  before: number;
}

function placesIn(paragraph: Paragraph, within: Within): DoubtfulPlace[] {
  const flags = flagsOf(paragraph).filter((flag) => flag !== 'cut_at_window');
  const [worst] = flags.toSorted((a, b) => (BADNESS[b] ?? 0.5) - (BADNESS[a] ?? 0.5));
  // A flagged passage is one place: its words are not listed again.
  if (worst !== undefined) return [flagged(paragraph, worst, within)];
  const cut = flagsOf(paragraph).includes('cut_at_window');
  return [
    ...runsOf(paragraph.words).map((run) => doubted(paragraph, run, within)),
    ...(cut ? [flagged(paragraph, 'cut_at_window', within)] : []),
  ];
}

function flagged(paragraph: Paragraph, kind: string, { row, before }: Within): DoubtfulPlace {
  const { id, start, words, confidence } = paragraph;
  return {
    ...{ id: `${id}-${kind}`, row, nth: before, count: words.length, start, kind },
    text: textOfWords(words),
    badness: (BADNESS[kind] ?? 0.5) + (1 - confidence) / 2,
    probability: confidence,
  };
}

function doubted(
  { words }: Paragraph,
  [from, to]: readonly [number, number],
  { row, before }: Within,
): DoubtfulPlace {
  const run = words.slice(from, to);
  const probability = Math.min(...run.map((word) => word.probability ?? 1));
  return {
    ...{ id: `${run[0]?.id}`, row, nth: before + from, count: to - from, kind: 'words' },
    start: run[0]?.start ?? 0,
    text: textOfWords(run),
    badness: 1 - probability,
    probability,
  };
}

/** From the first to after the last doubtful word of each place. */
function runsOf(words: readonly EditedWord[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const [nth, word] of words.entries()) {
    if (!isDoubtful(word)) continue;
    const last = runs.at(-1);
    if (last && nth - last[1] <= NEAR) last[1] = nth + 1;
    else runs.push([nth, nth + 1]);
  }
  return runs;
}
