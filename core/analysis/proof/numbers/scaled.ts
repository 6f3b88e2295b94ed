/** `12,9 miljoner` where the quote has `12,9` and the words around speak of millions. */
import type { FoundNumber } from './found-numbers.ts';
import { numberKey } from './reading.ts';

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/miljon|million/iu, 1e6],
  [/miljard|billion/iu, 1e9],
  [/tusen|thousand/iu, 1e3],
];

export function isScaled(
  own: FoundNumber,
  one: FoundNumber,
  said: readonly FoundNumber[],
): boolean {
  return SCALES.some(([word, factor]) => {
    if (!word.test(own.text) || word.test(one.text)) return false;
    const share = numberKey(Number(own.keys[0]) / factor);
    return one.keys[0] === share && said.some(({ text }) => word.test(text));
  });
}
