/** The same amount in other units: `14 dagar` is `två veckor`, `90 minuter` is `en och en halv timme`. */
import { type FoundNumber } from './found-numbers.ts';
import { numberKey } from './reading.ts';

/** Each unit as a share of the first of its kind. */
const KINDS: readonly (readonly (readonly [string, number])[])[] = [
  [
    ['s', 1],
    ['min', 60],
    ['h', 3600],
    ['d', 86_400],
    ['week', 604_800],
  ],
  [
    ['month', 1],
    ['year', 12],
  ],
  [
    ['µg', 1e-6],
    ['mg', 1e-3],
    ['g', 1],
    ['hg', 100],
    ['kg', 1000],
    ['t', 1e6],
  ],
  [
    ['mm', 1e-3],
    ['cm', 0.01],
    ['m', 1],
    ['km', 1000],
    ['mil', 10_000],
  ],
  [
    ['ml', 1e-3],
    ['cl', 0.01],
    ['dl', 0.1],
    ['l', 1],
  ],
  [
    ['kW', 1],
    ['MW', 1000],
  ],
  [
    ['MB', 1],
    ['GB', 1000],
  ],
];

export interface Measured {
  number: FoundNumber;
  unit: string | undefined;
}

/** Undefined where the units are the same or cannot be compared. */
export function sameQuantity(one: Measured, other: Measured): boolean | undefined {
  if (one.unit === undefined || other.unit === undefined || one.unit === other.unit)
    return undefined;
  const kind = KINDS.find((units) => units.some(([name]) => name === one.unit));
  const factors = [one, other].map(({ unit }) => kind?.find(([name]) => name === unit)?.[1]);
  const [first, second] = factors;
  if (first === undefined || second === undefined) return undefined;
  const amount = (number: FoundNumber, factor: number) =>
    numberKey(Number(number.keys[0]) * factor);
  return amount(one.number, first) === amount(other.number, second);
}
