/** Words that are near a place. */
import type { Token } from './tokens.ts';

interface Near {
  at: number;
  word: RegExp;
  /** How many words before are looked at. */
  within?: number;
  sameSentence?: boolean;
  /** What must not stand between the word and the token. */
  first?: (tokens: readonly Token[], at: number) => boolean;
}

/** Whether one of the words before the token matches. */
export function isNearAfter(
  tokens: readonly Token[],
  { at, word, within = 8, sameSentence = false, first }: Near,
): boolean {
  for (let index = at - 1; index >= Math.max(0, at - within); index--) {
    if (sameSentence && tokens[index + 1]?.begins) return false;
    if (word.test(tokens[index]?.lower ?? '')) return true;
    if (first?.(tokens, index)) return false;
  }
  return false;
}
