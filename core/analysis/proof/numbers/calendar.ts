/** Months and days of the week: a date that is changed is as wrong as a number that is. */

const MONTHS = (
  'januari january jan|februari february feb|mars march|april apr|maj may|juni june jun|juli july jul|' +
  'augusti august aug|september sept sep|oktober october okt oct|november nov|december dec'
).split('|');
const DAYS = (
  'måndag monday|tisdag tuesday|onsdag wednesday|torsdag thursday|fredag friday|' +
  'lördag saturday|söndag sunday'
).split('|');

const KEYS = new Map<string, string>([
  ...MONTHS.flatMap((names, at) =>
    names.split(' ').map((name) => [name, `month:${at + 1}`] as const),
  ),
  ...DAYS.flatMap((names, at) => names.split(' ').map((name) => [name, `day:${at + 1}`] as const)),
]);
const SWEDISH_ENDING = /^(.*?)(?:s|en|ens|ar|arna|arnas|s?kväll(?:en)?|s?morgon(?:en)?|smötet?)?$/u;
/** Also ordinary words; they count only with a capital, after a preposition or beside a number. */
const UNSURE = new Set(['may', 'march', 'mars', 'maj', 'jan', 'sep', 'mar']);
const BEFORE_DATES = new Set(
  'i in on of by since until next last this till från during av under sedan from to before after through early late mid'.split(
    ' ',
  ),
);

export interface Neighbours {
  raw: string;
  before: string | undefined;
  besideNumber: boolean;
}

export function calendarKey(word: string, beside: Neighbours): string | undefined {
  const ending = SWEDISH_ENDING.exec(word)?.[1] ?? word;
  const key = KEYS.get(word) ?? (/dag$/u.test(ending) ? KEYS.get(ending) : undefined);
  if (key === undefined || !UNSURE.has(word)) return key;
  const placed = beside.besideNumber || BEFORE_DATES.has(beside.before ?? '');
  return placed && (word !== 'may' || /^\p{Lu}/u.test(beside.raw)) ? key : undefined;
}
