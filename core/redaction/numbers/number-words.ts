/** Swedish number words, written apart or together, as the digits that they are spoken for. */

const UNITS: Record<string, number> = {
  ...{
    noll: 0,
    nolla: 0,
    nollan: 0,
    en: 1,
    ett: 1,
    etta: 1,
    ettan: 1,
    två: 2,
    tvåa: 2,
    tvåan: 2,
    tu: 2,
  },
  ...{ tre: 3, trea: 3, trean: 3, fyra: 4, fyran: 4, fem: 5, femma: 5, femman: 5, sex: 6, sexa: 6 },
  ...{ sexan: 6, sju: 7, sjua: 7, sjuan: 7, åtta: 8, åttan: 8, nio: 9, nie: 9, nia: 9, nian: 9 },
};
const TEENS: Record<string, number> = {
  ...{ tio: 10, tie: 10, tia: 10, elva: 11, tolv: 12, tretton: 13, fjorton: 14, femton: 15 },
  ...{ sexton: 16, sjutton: 17, arton: 18, aderton: 18, nitton: 19 },
};
const TENS: Record<string, number> = {
  ...{
    tjugo: 20,
    tjugi: 20,
    tjuge: 20,
    trettio: 30,
    tretti: 30,
    fyrtio: 40,
    förtio: 40,
    fyrti: 40,
  },
  ...{ förti: 40, femtio: 50, femti: 50, sextio: 60, sexti: 60, sjuttio: 70, sjutti: 70 },
  ...{ åttio: 80, åtti: 80, nittio: 90, nitti: 90, tju: 20 },
};
const DOUBLED =
  /^(dubbel|trippel)-?(noll|nolla|ett|etta|två|tvåa|tre|trea|fyra|fem|femma|sex|sexa|sju|sjua|åtta|nio|nia)$/;

/** Value of a number word below 10,000; undefined if the word is none. */
export function numberOf(word: string): number | undefined {
  const thousands = divided(word, 'tusen');
  if (thousands) {
    const [count, rest] = [belowHundred(thousands[0]) ?? 1, belowThousand(thousands[1])];
    const isKnown = thousands[0] === '' || belowHundred(thousands[0]) !== undefined;
    return isKnown && rest !== undefined ? count * 1000 + rest : undefined;
  }
  return word === '' ? undefined : belowThousand(word);
}

/** Digits of a doubled digit, as in "dubbelnolla". */
export function doubledDigits(word: string): string | undefined {
  const [, times, digit = ''] = DOUBLED.exec(word) ?? [];
  return times && String(UNITS[digit]).repeat(times === 'dubbel' ? 2 : 3);
}

/** Digits of what begins with a zero, as in "nollsex", "nollåtta", "nollsjuttio". */
export function zeroLedDigits(word: string): string | undefined {
  if (!word.startsWith('noll') || word === 'noll') return undefined;
  const rest = word.slice('noll'.length);
  const digits = zeroLedDigits(rest) ?? belowHundred(rest)?.toString();
  return digits === undefined ? undefined : `0${digits}`;
}

/** Digits of a digit that is said after "dubbel" or "trippel". */
export function timesDigit(times: string, digit: string): string | undefined {
  return times === 'dubbel' || times === 'trippel' ? doubledDigits(times + digit) : undefined;
}

/** 20, 30, … 90 */
export function isTens(word: string): boolean {
  return Object.hasOwn(TENS, word);
}

/** 1 to 9 */
export function unitOf(word: string): number | undefined {
  const unit = Object.hasOwn(UNITS, word) ? UNITS[word] : undefined;
  return unit === 0 ? undefined : unit;
}

/** Also "nittonhundra", and 0 for an empty rest. */
function belowThousand(word: string): number | undefined {
  const hundreds = divided(word, 'hundra');
  if (!hundreds) return word === '' ? 0 : belowHundred(word);
  const [before, after] = hundreds;
  const count = before === '' ? 1 : belowHundred(before);
  const rest = after === '' ? 0 : belowHundred(after);
  return count === undefined || rest === undefined ? undefined : count * 100 + rest;
}

function belowHundred(word: string): number | undefined {
  if (Object.hasOwn(UNITS, word)) return UNITS[word];
  if (Object.hasOwn(TEENS, word)) return TEENS[word];
  if (isTens(word)) return TENS[word];
  // Longest first: "tjugo" before "tjug".
  const tens = Object.keys(TENS).find(
    (one) => word.startsWith(one) && unitOf(word.slice(one.length)),
  );
  return tens === undefined
    ? undefined
    : (TENS[tens] ?? 0) + (unitOf(word.slice(tens.length)) ?? 0);
}

function divided(word: string, at: string): [string, string] | undefined {
  const index = word.indexOf(at);
  if (index < 0) return undefined;
  const after = word.slice(index + at.length);
  return [word.slice(0, index), after.startsWith('och') ? after.slice('och'.length) : after];
}
