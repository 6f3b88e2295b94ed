/** Amounts of several words: `två miljoner femhundra tusen`, `2,5 miljoner`, `två och en halv`. */
import { numberWord, SCALES } from './number-words.ts';
import { numeralAt } from './numerals.ts';
import { continues, numberKey, type Place, type Reading, wordAt } from './reading.ts';

/** An amount while it is read. */
class Sum {
  private total = 0;
  private current: number | undefined;
  private lastScale = Number.POSITIVE_INFINITY;
  private fixed = false;

  get value(): number {
    return this.total + (this.current ?? 0);
  }

  /** A number in digits: no word after it adds to it but a scale. */
  digits(value: number): void {
    this.current = value;
    this.fixed = true;
  }

  /** False if it is a number of its own: 20 and 5 make 25, 5 and 6 do not make 11. */
  add(value: number): boolean {
    const open = this.current ?? 0;
    const fits =
      this.current === undefined
        ? value < this.lastScale
        : !this.fixed && Number.isInteger(open) && fitsAfter(open, value);
    if (fits) this.current = open + value;
    return fits;
  }

  fraction(value: number): boolean {
    if (this.current === undefined || !Number.isInteger(this.current)) return false;
    this.current += value;
    return true;
  }

  scale(factor: number): boolean {
    if (factor === 100) return this.hundreds();
    if (factor >= this.lastScale || (this.current === undefined && factor > 1000)) return false;
    this.total += (this.current ?? 1) * factor;
    this.current = undefined;
    this.lastScale = factor;
    return true;
  }

  private hundreds(): boolean {
    if ((this.current ?? 1) >= 100) return false;
    this.current = (this.current ?? 1) * 100;
    return true;
  }
}

function fitsAfter(open: number, value: number): boolean {
  if (open > 0 && open % 1000 === 0) return value < 1000;
  const last = open % 100;
  if (last === 0) return open > 0 && value < 100;
  return last >= 20 && last % 10 === 0 && value > 0 && value < 10;
}

export function amountAt(place: Place): Reading | undefined {
  const sum = new Sum();
  const numeral = numeralAt(place);
  if (numeral && Number.isNaN(numeral.value)) {
    return { length: numeral.length, keys: numeral.also, weak: false };
  }
  if (numeral) sum.digits(numeral.value);
  const start = numeral?.length ?? 0;
  const length = extended(place, sum, start);
  if (length === 0) return undefined;
  const also = length === start ? (numeral?.also ?? []) : [];
  const single = numberWord(wordAt(place), place.language);
  const weak = length === 1 && single?.weak === true;
  const value = numeral === undefined && isBelowZero(place) ? -sum.value : sum.value;
  return { length, keys: [numberKey(value), ...also], weak };
}

/** `minus fem`. */
function isBelowZero(place: Place): boolean {
  return wordAt(place, -1) === 'minus';
}

/** Reads words into the sum for as long as they belong to it. */
function extended(place: Place, sum: Sum, from: number): number {
  let length = from;
  for (;;) {
    const token = place.tokens[place.at + length];
    if (token === undefined || (length > 0 && !continues(token))) return length;
    const more = nextPart({ ...place, at: place.at + length }, sum, length);
    if (more === 0) return length;
    length += more;
  }
}

function nextPart(place: Place, sum: Sum, sofar: number): number {
  const word = wordAt(place);
  const scale = SCALES.get(word);
  if (scale !== undefined && (sofar > 0 || scale <= 1000)) {
    if (word === 'k' || word === 'md') return 0;
    return sum.scale(scale) ? 1 : 0;
  }
  if (sofar > 0) {
    const half = halfAt(place);
    if (half > 0) return sum.fraction(0.5) ? half : 0;
    if (word === 'komma' || word === 'point') return decimals(place, sum);
    if (word === 'and') return hundredAnd(place, sum);
  }
  if (sofar === 0 && word === 'a') return SCALES.has(wordAt(place, 1)) ? 1 : 0;
  if (sofar === 0 && /^halv(?:a|t)?$|^half$/u.test(word)) return halfOf(place, sum);
  const found = numberWord(word, place.language);
  return found !== undefined && sum.add(found.value) ? 1 : 0;
}

/** Words of `och en halv`. */
function halfAt(place: Place): number {
  const words = [0, 1, 2].map((ahead) => wordAt(place, ahead)).join(' ');
  return /^(?:och (?:en|ett) halvt?|and a half)$/u.test(words) ? 3 : 0;
}

/** `halv miljon`. */
function halfOf(place: Place, sum: Sum): number {
  if ((SCALES.get(wordAt(place, 1)) ?? 0) < 1e6) return 0;
  sum.digits(0.5);
  return 1;
}

/** `komma fem`, `komma noll fem`, `point seven five`. */
function decimals(place: Place, sum: Sum): number {
  let digits = '';
  let length = 1;
  for (; digits.length < 4; length += 1) {
    const word = wordAt(place, length);
    const value = /^\d+$/u.test(word) ? Number(word) : numberWord(word, place.language)?.value;
    if (value === undefined || value > 99) break;
    digits += String(value);
  }
  return digits !== '' && sum.fraction(Number(`0.${digits}`)) ? length : 0;
}

/** `two hundred and five`. */
function hundredAnd(place: Place, sum: Sum): number {
  const next = numberWord(wordAt(place, 1), place.language)?.value;
  const whole = sum.value >= 100 && sum.value % 100 === 0;
  return whole && next !== undefined && next < 100 && sum.add(next) ? 2 : 0;
}
