/** `tre kronor och fyrtio öre`, `tre och nittio`: also as one amount. */
import { numberWord } from './number-words.ts';
import { type Place, type Reading, wordAt } from './reading.ts';

const WHOLE = /^(?:kronor|krona|kr|euro|pounds?|dollars?)$/u;
const PART = /^(?:öre|cents?|pence)$/u;

export function spokenPrice(place: Place): Reading | undefined {
  const isNamed = WHOLE.test(wordAt(place, 1));
  const at = isNamed ? 2 : 1;
  if (!/^(?:och|and)$/u.test(wordAt(place, at))) return undefined;
  const [whole, part] = [valueAt(place, 0), valueAt(place, at + 1)];
  if (whole === undefined || part === undefined || part < 10 || part > 99) return undefined;
  const isPart = PART.test(wordAt(place, at + 2));
  // `tre och nittio`: tens alone, since two counts often stand like this.
  if (!isPart && (isNamed || part % 10 !== 0)) return undefined;
  const amount = String(whole + part / 100);
  return {
    length: at + 2,
    keys: [amount, ...(isPart ? [] : [String(whole), String(part)])],
    weak: false,
  };
}

function valueAt(place: Place, ahead: number): number | undefined {
  const word = wordAt(place, ahead);
  return /^\d{1,3}$/u.test(word) ? Number(word) : numberWord(word, place.language)?.value;
}
