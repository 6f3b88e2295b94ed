/**
 * Where a line may end in scripts without spaces (the engine's unspaced_breaks.py): after punctuation,
 * or at a blank of the writer's; in Japanese else between kana and a following Han or Katakana word,
 * and not before the kana that belong to such a word.
 */
import { codePoints } from './code-points.ts';
import { beginsWithHiragana } from './scripts.ts';

/** Costs; a comma is 1. */
const [PHRASE_END, PHRASE, WITHIN, BOUND] = [1, 2.5, 6, 9] as const;

const STOP = /[。．｡！？!?။།༎។៕]$/u;
const PAUSE = /[、，､；：;:,…‥—–・･၊៖]$/u;
const CLOSING = /[」』）］｝〕〉》】”’"')\]｣]+$/u;
/** In Japanese, of the word that follows. */
const PREFIXES = ['お', 'ご'];

export function endsUnspacedSentence(word: string): boolean {
  return STOP.test(word.replace(CLOSING, ''));
}

/** Cost of a line break between two words. @param joined no blank between them */
export function unspacedBreakCost(word: string, following: string, joined: boolean): number {
  if (endsUnspacedSentence(word)) return 0;
  if (!joined || PAUSE.test(word.replace(CLOSING, ''))) return PHRASE_END;
  if (PREFIXES.includes(word)) return BOUND;
  const isKanaBefore = beginsWithHiragana(codePoints(word).at(-1) ?? '');
  const isKanaAfter = beginsWithHiragana(following);
  if (isKanaBefore && !isKanaAfter) return PHRASE;
  return isKanaAfter && !isKanaBefore ? BOUND : WITHIN;
}
