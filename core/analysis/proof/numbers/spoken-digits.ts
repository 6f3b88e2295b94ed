/** A number that is read out digit by digit: `four four seven, one nine two, oh six`. */
import { numberWord } from './number-words.ts';
import { type Place, type Reading, wordAt } from './reading.ts';

/** Fewer are a list of numbers, more often than not. */
const FEWEST = 5;

export function spokenDigits(place: Place): Reading | undefined {
  const digits: string[] = [];
  for (let ahead = 0; ; ahead += 1) {
    const digit = digitOf(wordAt(place, ahead), place.language);
    const before = place.tokens[place.at + ahead]?.before ?? '.';
    if (digit === undefined || (ahead > 0 && !/^[\s,–-]+$/u.test(before))) break;
    digits.push(digit);
  }
  if (digits.length < FEWEST) return undefined;
  return { length: digits.length, keys: [digits.join('')], weak: false };
}

function digitOf(word: string, language: string): string | undefined {
  if (word === 'oh' || word === 'o') return '0';
  if (/^\d$/u.test(word)) return word;
  const value = numberWord(word, language);
  return value && !value.ordinal && value.value < 10 ? String(value.value) : undefined;
}
