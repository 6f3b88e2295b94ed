/** `en kvart`, `en halvtimme`, `half an hour`: as minutes. */
import { type Place, type Reading, wordAt } from './reading.ts';

export function partOfHour(place: Place): Reading | undefined {
  const [word, next] = [wordAt(place), wordAt(place, 1)];
  const isArticle = /^(?:en|ett|a|an|i)$/u.test(word);
  if (isArticle && /^halvtimm(?:e|en)$/u.test(next)) return minutes(30, 2);
  // `kvart i fem` is a time of day.
  if (isArticle && next === 'kvart' && !/^(?:i|över)$/u.test(wordAt(place, 2)))
    return minutes(15, 2);
  if (word === 'half' && next === 'an' && wordAt(place, 2) === 'hour') return minutes(30, 3);
  return undefined;
}

function minutes(value: number, length: number): Reading {
  return { length, keys: [String(value)], weak: false };
}
