/** Two numbers of a quote that a claim gives to each other's things: `18 ja och 31 nej`. */
import { calendarKey } from '../numbers/calendar.ts';
import type { FoundNumber } from '../numbers/found-numbers.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { related, stemOf } from '../text/stem.ts';
import type { Token } from '../text/token.ts';

export interface Counted {
  number: FoundNumber;
  /** Stems of the words around it, as far as the next number or the end of the clause. */
  words: string[];
}

const END = /[,;:.!?]\s|[()–—]/u;
const LINKS = new Set(['och', 'men', 'and', 'but', 'medan', 'while']);

export function countedIn(numbers: readonly FoundNumber[], tokens: readonly Token[]): Counted[] {
  return numbers.map((number, index) => {
    const from = (numbers[index - 1]?.at ?? -1) + (numbers[index - 1]?.length ?? 1);
    const to = numbers[index + 1]?.at ?? tokens.length;
    const before = tokens.slice(from, number.at);
    const after = tokens.slice(number.at + number.length, to);
    const stop = after.findIndex(({ word, before: gap }) => END.test(gap) || LINKS.has(word));
    const start = before.findLastIndex(({ word, after: gap }) => END.test(gap) || LINKS.has(word));
    const near = [...before.slice(start + 1), ...(stop < 0 ? after : after.slice(0, stop))];
    return {
      number,
      words: near
        .map(({ word }) => word)
        .filter(tells)
        .map(stemOf),
    };
  });
}

/** Also `ja` and `nej`, which votes are counted by. */
function tells(word: string): boolean {
  if (calendarKey(word, { raw: word, before: undefined, besideNumber: true })) return false;
  return /^(?:ja|nej|yes|no|för|emot|mot|against)$/u.test(word) || !isFunctionWord(word);
}

/** The numbers of the claim whose things are each other's in the quotes. */
export function swappedNumbers(own: readonly Counted[], said: readonly Counted[]): FoundNumber[] {
  return own.flatMap((one, at) =>
    own.slice(at + 1).some((other) => isSwapped(one, other, said)) ? one.number : [],
  );
}

function isSwapped(one: Counted, other: Counted, said: readonly Counted[]): boolean {
  const ofOne = said.filter(({ number }) => isEqual(number, one.number));
  const ofOther = said.filter(({ number }) => isEqual(number, other.number));
  const [first] = ofOne;
  const [second] = ofOther;
  if (first === undefined || second === undefined || isEqual(one.number, other.number))
    return false;
  if (ofOne.length > 1 || ofOther.length > 1) return false;
  const straight = inCommon(one, first) + inCommon(other, second);
  return inCommon(one, second) + inCommon(other, first) > straight + 1;
}

function isEqual(number: FoundNumber, other: FoundNumber): boolean {
  return number.keys.some((key) => other.keys.includes(key));
}

function inCommon({ words }: Counted, other: Counted): number {
  return words.filter((word) => other.words.some((said) => related(word, said))).length;
}
