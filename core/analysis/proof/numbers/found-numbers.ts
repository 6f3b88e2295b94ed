/** All numbers of a text: amounts, shares, years, times and dates, in digits or in words. */
import { calendarKey } from './calendar.ts';
import { clockAt } from './clock.ts';
import { amountAt } from './amount.ts';
import { fractionAt } from './fractions.ts';
import { partOfHour } from './part-of-hour.ts';
import { spokenPrice } from './spoken-price.ts';
import { spokenDigits } from './spoken-digits.ts';
import { numberWord, SCALES } from './number-words.ts';
import { numberKey, type Place, type Reader, type Reading, wordAt } from './reading.ts';
import { continues } from './reading.ts';
import type { Token } from '../text/token.ts';

export interface FoundNumber extends Reading {
  at: number;
  text: string;
}

const READERS: readonly Reader[] = [
  spokenDigits,
  clockAt,
  spokenPrice,
  partOfHour,
  coupleAt,
  fractionAt,
  yearAt,
  dayAndMonthAt,
  amountWithEra,
  dateAt,
];

export function numbersIn(tokens: readonly Token[], language: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (let at = 0; at < tokens.length;) {
    const reading = firstReading({ tokens, at, language });
    if (reading !== undefined)
      found.push({ ...reading, at, text: textOf(tokens, at, reading.length) });
    at += reading?.length ?? 1;
  }
  return found;
}

function firstReading(place: Place): Reading | undefined {
  for (const reader of READERS) {
    const reading = reader(place);
    if (reading !== undefined) return reading;
  }
  return undefined;
}

function textOf(tokens: readonly Token[], at: number, length: number): string {
  return tokens
    .slice(at, at + length)
    .map(({ raw, before }, index) => (index === 0 ? raw : before + raw))
    .join('');
}

/** `ett par`, `ett par hundra`: about two. */
function coupleAt(place: Place): Reading | undefined {
  const isCouple = wordAt(place) === 'ett' && wordAt(place, 1) === 'par';
  if (!isCouple) return undefined;
  const scale = SCALES.get(wordAt(place, 2));
  if (scale === undefined) return { length: 2, keys: ['2'], weak: true };
  return { length: 3, keys: [numberKey(2 * scale)], weak: false };
}

/** `nineteen ninety-seven`, `tjugo tjugofyra`: also each by itself, as in `twenty thirty people`. */
function yearAt(place: Place): Reading | undefined {
  const century = numberWord(wordAt(place), place.language)?.value ?? 0;
  const next = place.tokens[place.at + 1];
  if (century < 18 || century > 20 || next === undefined || !continues(next)) return undefined;
  if (/\d/u.test(next.word)) return undefined;
  const rest = amountAt({ ...place, at: place.at + 1 });
  const value = Number(rest?.keys[0]);
  if (rest === undefined || !(value >= 10 && value < 100)) return undefined;
  const keys = [numberKey(century * 100 + value), String(century), ...rest.keys];
  return { length: rest.length + 1, keys, weak: false };
}

/** The month of `5/3` and `femte i tredje`, which come after the day. */
function dayAndMonthAt(place: Place): Reading | undefined {
  const { tokens, at, language } = place;
  const before = tokens[at]?.before;
  const reading = amountAt(place);
  const month = Number(reading?.keys[0]);
  if (reading === undefined || !(month >= 1 && month <= 12)) return undefined;
  const isOrdinal = (word: string) => numberWord(word, language)?.ordinal === true;
  const spoken =
    isOrdinal(wordAt(place)) && wordAt(place, -1) === 'i' && isOrdinal(wordAt(place, -2));
  const written = /^[/-]$/u.test(before ?? '') && /^\d+$/u.test(wordAt(place, -1));
  if (!spoken && !written) return undefined;
  return { ...reading, weak: false, keys: [...reading.keys, `month:${month}`] };
}

/** `1990-talet`, `nittiotalet`: with and without the century. */
function amountWithEra(place: Place): Reading | undefined {
  const reading = amountAt(place);
  if (reading === undefined) return undefined;
  if (isYearOf(place, reading)) {
    const year = Number(reading.keys[0]);
    return { ...reading, keys: [...reading.keys, numberKey(1900 + year), numberKey(2000 + year)] };
  }
  const next = place.tokens[place.at + reading.length];
  const era = /^-$/u.test(next?.before ?? '') && /^tal(?:ets?)?$/u.test(next?.word ?? '');
  if (!era && !/otal(?:ets?)?$/u.test(wordAt(place))) return reading;
  const value = Number(reading.keys[0]);
  const other = value < 100 ? 1900 + value : value % 100;
  return { ...reading, keys: [...reading.keys, numberKey(other)] };
}

function dateAt(place: Place): Reading | undefined {
  const token = place.tokens[place.at];
  if (token === undefined) return undefined;
  const beside = [wordAt(place, -1), wordAt(place, 1)];
  const key = calendarKey(token.word.replace(/'s$/u, ''), {
    raw: token.raw,
    before: beside[0],
    besideNumber: beside.some((word) => /\d/u.test(word) || numberWord(word, place.language)),
  });
  return key === undefined ? undefined : { length: 1, keys: [key], weak: false };
}

/** `sommaren fyrtioåtta`: a year without its century. */
function isYearOf(place: Place, { keys }: Reading): boolean {
  const value = Number(keys[0]);
  return (
    value >= 10 &&
    value < 100 &&
    /^(?:våren|sommaren|hösten|vintern|året)$/u.test(wordAt(place, -1))
  );
}
