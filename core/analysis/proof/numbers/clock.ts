/** Times of day in words: `halv tre`, `kvart i fem`, `klockan 14`, `half past two`, `2 pm`. */
import { numberWord } from './number-words.ts';
import { type Place, type Reading, wordAt } from './reading.ts';
import { timeKeys } from './time-keys.ts';

const PAST = new Set(['över', 'past']);
const TO = new Set(['i', 'to']);
const CLOCK = new Set(['klockan', 'kl']);
/** `klockan har hunnit bli tio över sju`. */
const FAR = 4;

export function clockAt(place: Place): Reading | undefined {
  const exact = halfHour(place) ?? minutesAround(place) ?? hourAndMinutes(place);
  return exact ?? wholeHour(place) ?? aboutHour(place);
}

/** `at two thirty`. */
function hourAndMinutes(place: Place): Reading | undefined {
  if (wordAt(place, -1) !== 'at') return undefined;
  const hour = numberWord(wordAt(place), place.language)?.value ?? 0;
  const minutes = numberWord(wordAt(place, 1), place.language)?.value ?? 0;
  const isTime = hour >= 1 && hour <= 12 && minutes >= 10 && minutes < 60;
  return isTime ? read(2, hour * 60 + minutes) : undefined;
}

/** `halv tre` and `half past two`; `fem i halv tre`. */
function halfHour(place: Place): Reading | undefined {
  const first = wordAt(place);
  if (first === 'half' && wordAt(place, 1) === 'past') {
    const hour = hourAt(place, 2);
    return hour === undefined ? undefined : read(3, hour * 60 + 30);
  }
  const before = place.tokens[place.at - 1]?.word ?? '';
  if (first !== 'halv' || before === 'en' || before === 'ett') return undefined;
  const hour = hourAt(place, 1);
  return hour === undefined ? undefined : read(2, hour * 60 - 30);
}

function minutesAround(place: Place): Reading | undefined {
  const minutes = minutesAt(place);
  const word = wordAt(place, 1);
  const direction = PAST.has(word) ? 1 : TO.has(word) ? -1 : 0;
  if (minutes === undefined || direction === 0) return undefined;
  const half = wordAt(place, 2) === 'halv';
  const hour = hourAt(place, half ? 3 : 2);
  const isTime = half || isClock(place) || minutes === 15 || wordAt(place, -1) === 'at';
  if (hour === undefined || !isTime) return undefined;
  return read(half ? 4 : 3, hour * 60 - (half ? 30 : 0) + direction * minutes);
}

function minutesAt(place: Place): number | undefined {
  const word = wordAt(place);
  if (word === 'kvart' || word === 'quarter') return 15;
  const minutes = valueOf(word, place.language);
  return minutes !== undefined && minutes < 30 ? minutes : undefined;
}

/** `klockan två`, `kl 14`, `two o'clock`, `2 pm`. */
function wholeHour(place: Place): Reading | undefined {
  const hour = hourAt(place, 0);
  const next = place.tokens[place.at + 1];
  const named = /^(?:o'clock|am|pm)$/u.test(next?.word ?? '');
  if (hour === undefined || !(named || isClock(place))) return undefined;
  if (/^[.:]$/u.test(next?.before ?? '') && /^\d/u.test(next?.word ?? '')) return undefined;
  return { length: 1, keys: [String(hour), ...timeKeys(hour, '00')], weak: false };
}

/** `vid tvåtiden`, `vid 18-tiden`. */
function aboutHour(place: Place): Reading | undefined {
  const apart = wordAt(place, 1) === 'tiden' && place.tokens[place.at + 1]?.before === '-';
  const word = apart ? wordAt(place) : (/^(\p{L}+)tiden$/u.exec(wordAt(place))?.[1] ?? '');
  const hour = valueOf(word, place.language);
  if (hour === undefined || hour < 1 || hour > 24) return undefined;
  return { length: apart ? 2 : 1, keys: [String(hour), ...timeKeys(hour, '00')], weak: false };
}

function isClock({ tokens, at }: Place): boolean {
  return tokens.slice(Math.max(0, at - FAR), at).some(({ word }) => CLOCK.has(word));
}

function hourAt(place: Place, ahead: number): number | undefined {
  const hour = valueOf(wordAt(place, ahead), place.language);
  return hour !== undefined && hour >= 1 && hour <= 24 ? hour : undefined;
}

function valueOf(word: string, language: string): number | undefined {
  return /^\d{1,2}$/u.test(word) ? Number(word) : numberWord(word, language)?.value;
}

function read(length: number, minutes: number): Reading {
  const day = (minutes + 12 * 60) % (12 * 60);
  const keys = timeKeys(Math.floor(day / 60), String(day % 60).padStart(2, '0'));
  return { length, keys, weak: false };
}
