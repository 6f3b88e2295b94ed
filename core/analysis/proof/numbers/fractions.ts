/** Shares in words: `hälften`, `två tredjedelar`, `three quarters`; also as percent. */
import { numberWord, SCALES } from './number-words.ts';
import { numberKey, type Place, type Reading, wordAt } from './reading.ts';

const PARTS: readonly (readonly [RegExp, number])[] = [
  [/^(?:tredjedel(?:en|ar|arna)?|thirds?)$/u, 3],
  [/^(?:fjärdedel(?:en|ar|arna)?|quarters?|kvartar?)$/u, 4],
  [/^(?:femtedel(?:en|ar|arna)?|fifths?)$/u, 5],
  [/^(?:tiondel(?:en|ar|arna)?|tenths?)$/u, 10],
];

export function fractionAt(place: Place): Reading | undefined {
  const word = wordAt(place);
  if (/^(?:hälften|halv|halva|halvt|half)$/u.test(word)) {
    if (SCALES.has(wordAt(place, 1))) return undefined;
    return { ...shareOf(1, 2, 1), weak: word !== 'hälften' };
  }
  const ofAll = partOfAll(place);
  if (ofAll !== undefined) return ofAll;
  if (word === 'a') return aShare(place);
  if (/^\d$/u.test(word)) return writtenShare(place);
  const times = numberWord(word, place.language);
  const part = partOf(wordAt(place, times ? 1 : 0));
  if (part === undefined) return undefined;
  // `third` and `quarter` alone are ordinals or times, more often than not.
  if (times === undefined) return /del/u.test(word) ? shareOf(1, part, 1) : undefined;
  return times.value < part ? shareOf(times.value, part, 2) : undefined;
}

/** `fyra av fem`, `two out of three`, `tretton ledamöter av femton`, `fem av oss arton`. */
function partOfAll(place: Place): Reading | undefined {
  const after = [1, 2].find((ahead) => isOf(place, ahead));
  if (after === undefined) return undefined;
  const next = after + (wordAt(place, after) === 'out' ? 2 : 1);
  const at = /^(?:oss|de|dem|våra|the|us|our)$/u.test(wordAt(place, next)) ? next + 1 : next;
  const [part, all] = [valueAt(place, 0), valueAt(place, at)];
  if (part < 1 || part >= all) return undefined;
  const share = shareOf(part, all, at + 1);
  return { ...share, keys: [`of:${part / all}`, ...share.keys, String(part), String(all)] };
}

function isOf(place: Place, ahead: number): boolean {
  const word = wordAt(place, ahead);
  return word === 'av' || (word === 'out' && wordAt(place, ahead + 1) === 'of');
}

function valueAt(place: Place, ahead: number): number {
  const word = wordAt(place, ahead);
  return /^\d+$/u.test(word) ? Number(word) : (numberWord(word, place.language)?.value ?? 0);
}

/** `1/3`: also the first of March. */
function writtenShare(place: Place): Reading | undefined {
  const part = wordAt(place, 1);
  if (place.tokens[place.at + 1]?.before !== '/' || !/^[234]$/u.test(part)) return undefined;
  const [times, of] = [Number(wordAt(place)), Number(part)];
  if (times === 0 || times >= of) return undefined;
  const share = shareOf(times, of, 2);
  return { ...share, keys: [...share.keys, `month:${of}`] };
}

/** `a third`: a share after `by` and before `of`, elsewhere perhaps not. */
function aShare(place: Place): Reading | undefined {
  const part = partOf(wordAt(place, 1));
  if (part === undefined) return undefined;
  const isShare = wordAt(place, 2) === 'of' || /^(?:by|to|than)$/u.test(wordAt(place, -1));
  return { ...shareOf(1, part, 2), weak: !isShare };
}

function partOf(word: string): number | undefined {
  return PARTS.find(([pattern]) => pattern.test(word))?.[1];
}

function shareOf(times: number, part: number, length: number): Reading {
  const share = times / part;
  return { length, keys: [numberKey(share), String(Math.round(share * 100))], weak: false };
}
