/** What a number measures, as far as the word after it says. */
import type { FoundNumber } from './found-numbers.ts';
import type { Token } from '../text/token.ts';

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:mikrogram|µg|mcg)$/u, 'µg'],
  [/^(?:milligram|mg)$/u, 'mg'],
  [/^(?:gram|grams|g)$/u, 'g'],
  [/^(?:hekto|hg)$/u, 'hg'],
  [/^(?:kilo|kilogram|kilos|kg)$/u, 'kg'],
  [/^(?:ton|tons|tonnes)$/u, 't'],
  [/^(?:millimeter|millimeters|mm)$/u, 'mm'],
  [/^(?:centimeter|centimeters|cm)$/u, 'cm'],
  [/^(?:meter|metern|meters|metres|m)$/u, 'm'],
  [/^(?:kilometer|kilometers|kilometres|km)$/u, 'km'],
  [/^(?:mil)$/u, 'mil'],
  [/^(?:miles?)$/u, 'mile'],
  [/^(?:kvadratmeter|kvm|m2)$/u, 'm2'],
  [/^(?:hektar|hectares?|ha)$/u, 'ha'],
  [/^(?:milliliter|ml)$/u, 'ml'],
  [/^(?:centiliter|cl)$/u, 'cl'],
  [/^(?:deciliter|dl)$/u, 'dl'],
  [/^(?:liter|liters|litres|l)$/u, 'l'],
  [/^(?:procent|procents|procenten|percent)$/u, '%'],
  [/^(?:promille)$/u, '‰'],
  [/^(?:kronor|kronors|krona|kr|sek)$/u, 'kr'],
  [/^(?:öre)$/u, 'öre'],
  [/^(?:euro|euros|eur)$/u, '€'],
  [/^(?:dollar|dollars|usd)$/u, '$'],
  [/^(?:pund|pounds)$/u, '£'],
  [/^(?:sekunder|sekund|seconds?)$/u, 's'],
  [/^(?:minuter|minut|minuters|minutes?|min)$/u, 'min'],
  [/^(?:timmar|timme|timmars|hours?|tim)$/u, 'h'],
  [/^(?:dagar|dag|dagars|dygn|days?)$/u, 'd'],
  [/^(?:veckor|vecka|veckors|weeks?)$/u, 'week'],
  [/^(?:månader|månad|månaders|months?)$/u, 'month'],
  [/^(?:år|års|years?)$/u, 'year'],
  [/^(?:kilowatt|kw)$/u, 'kW'],
  [/^(?:megawatt|mw)$/u, 'MW'],
  [/^(?:kilobytes?|kb)$/u, 'kB'],
  [/^(?:megabytes?|mb)$/u, 'MB'],
  [/^(?:gigabytes?|gb)$/u, 'GB'],
  [/^(?:terabytes?|tb)$/u, 'TB'],
  [/^(?:kilobits?|kbit)$/u, 'kbit'],
  [/^(?:megabits?|mbit)$/u, 'Mbit'],
  [/^(?:gigabits?|gbit)$/u, 'Gbit'],
];

export function unitOf({ at, length }: FoundNumber, tokens: readonly Token[]): string | undefined {
  const last = tokens[at + length - 1];
  const mark = /^\s*([%‰€$£])/u.exec(last?.after ?? '')?.[1];
  if (mark !== undefined) return mark;
  const next = tokens[at + length];
  if (next === undefined || !/^\s*$/u.test(next.before)) return undefined;
  return unitNamed(next.word);
}

export function unitNamed(word: string): string | undefined {
  return UNITS.find(([pattern]) => pattern.test(word))?.[1];
}
