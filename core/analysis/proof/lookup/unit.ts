/** What is aligned: a word, or all words of a number as one. */
import type { Token } from '../text/token.ts';
import { isNegation } from '../text/negation-words.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { isCapitalised, startsSentence } from '../text/token.ts';
import { numbersIn } from '../numbers/found-numbers.ts';

export interface Unit {
  /** Spelling, or for a number its meanings. */
  keys: readonly string[];
  /** Index of its first word, and after its last. */
  first: number;
  end: number;
  /** A number, a name or a negation: may not differ. */
  fixed: boolean;
  content: boolean;
}

export function unitsOf(tokens: readonly Token[], language: string): Unit[] {
  const numbers = new Map(
    numbersIn(tokens, language)
      .filter(({ weak }) => !weak)
      .map((number) => [number.at, number]),
  );
  const units: Unit[] = [];
  for (let at = 0; at < tokens.length; at = units.at(-1)?.end ?? tokens.length) {
    const number = numbers.get(at);
    const token = tokens[at];
    if (number !== undefined) {
      const keys = number.keys.map((key) => `#${key}`);
      units.push({ keys, first: at, end: at + number.length, fixed: true, content: true });
    } else if (token !== undefined) units.push(wordUnit(token, at));
  }
  return units;
}

function wordUnit(token: Token, at: number): Unit {
  const name = isCapitalised(token.raw) && !startsSentence(token, at) && token.word !== 'i';
  const content = !isFunctionWord(token.word);
  const fixed = isNegation(token.word) || (name && content);
  return { keys: [token.word], first: at, end: at + 1, fixed, content };
}
