/**
 * What stands in place of an original: equal for equal originals under one secret, in one job or in all of
 * a session. pseudonym-forms.ts says why none is real. Two originals of one job never share one: the second
 * takes the next.
 */
import { createHmac } from 'node:crypto';
import { checkDigit } from './numbers/luhn.ts';
import { FICTIVE_PHONES, NAME_PARTS, TAGS } from './pseudonym-forms.ts';
import type { RedactionKind, RedactRequest } from './redact-request.ts';

const CODE_CHARACTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LENGTH = 4;
/** More pseudonyms of one form than a transcript needs. */
const MOST_TRIES = 1000;

interface Kept {
  pseudonym: string;
  original: string;
}

export class Pseudonyms {
  private readonly secret: string;
  private readonly style: RedactRequest['style'];
  private readonly isGivenName: (name: string) => boolean;
  private readonly given = new Map<string, string>();
  private readonly taken = new Map<string, string>();

  /** @param isGivenName of a name in lower case: its pseudonym ends as given names do */
  constructor(
    secret: string,
    style: RedactRequest['style'],
    isGivenName: (name: string) => boolean = () => false,
  ) {
    this.secret = secret;
    this.style = style;
    this.isGivenName = isGivenName;
  }

  /** @param original as it was first written */
  of(kind: RedactionKind, normalised: string, original: string): string {
    const known = this.given.get(`${kind}\0${normalised}`);
    if (known !== undefined) return known;
    const pseudonym = this.free(kind, normalised);
    this.given.set(`${kind}\0${normalised}`, pseudonym);
    this.taken.set(pseudonym, original);
    return pseudonym;
  }

  /** A pair of an earlier copy, which stays so. @param original as it was first written */
  keep(kind: RedactionKind, normalised: string, { pseudonym, original }: Kept): void {
    const name = `${kind}\0${normalised}`;
    if (!this.given.has(name)) this.given.set(name, pseudonym);
    if (!this.taken.has(pseudonym)) this.taken.set(pseudonym, original);
  }

  /** Originals by pseudonym. */
  get key(): Record<string, string> {
    return Object.fromEntries(this.taken);
  }

  private free(kind: RedactionKind, normalised: string): string {
    let pseudonym = '';
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const random = new Draws(this.secret, [kind, normalised, String(attempt)].join('\0'));
      pseudonym =
        this.style === 'tag' ? tag(kind, random) : this.pseudonym(kind, random, normalised);
      if (!this.taken.has(pseudonym)) break;
    }
    return pseudonym;
  }

  private pseudonym(kind: RedactionKind, random: Draws, normalised: string): string {
    if (kind !== 'name') return PSEUDONYMS[kind](random, normalised);
    const { BEGINNINGS, MIDDLES, GIVEN_ENDINGS, SURNAME_ENDINGS } = NAME_PARTS;
    const endings = this.isGivenName(normalised) ? GIVEN_ENDINGS : SURNAME_ENDINGS;
    return random.oneOf(BEGINNINGS) + random.oneOf(MIDDLES) + random.oneOf(endings);
  }
}

/** Numbers drawn from the HMAC of an original. */
class Draws {
  private readonly bytes: Buffer;
  private next = 0;

  constructor(secret: string, of: string) {
    this.bytes = createHmac('sha512', secret).update(of).digest();
  }

  /** 0 to `count` - 1 */
  below(count: number): number {
    const value = this.bytes.readUInt32BE(this.next % (this.bytes.length - 3));
    this.next += 4;
    return value % count;
  }

  oneOf<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.below(10)).join('');
  }
}

function tag(kind: RedactionKind, random: Draws): string {
  return `[${TAGS[kind]}-${code(random, CODE_CHARACTERS)}]`;
}

function code(random: Draws, characters: string): string {
  return Array.from(
    { length: CODE_LENGTH },
    () => characters[random.below(characters.length)],
  ).join('');
}

const PSEUDONYMS: Record<
  Exclude<RedactionKind, 'name'>,
  (random: Draws, normalised: string) => string
> = {
  personnummer: (random) => {
    const date = `${two(random.below(100))}${two(1 + random.below(12))}${two(1 + random.below(28))}`;
    const number = `${date}9${8 + random.below(2)}${random.below(10)}`;
    return `19${date}-${number.slice(date.length)}${wrongDigit(number, random)}`;
  },
  organisationsnummer: (random) => {
    const number = `4${2 + random.below(8)}${random.digits(7)}`;
    return `${number.slice(0, 6)}-${number.slice(6)}${wrongDigit(number, random)}`;
  },
  bankgiro: (random) => `0${random.digits(3)}-${random.digits(4)}`,
  plusgiro: (random) => `0${random.digits(5)}-${random.digits(1)}`,
  iban: (random) => `SE00${random.digits(20)}`,
  card: (random) => `0000${random.digits(12)}`,
  phone: (random) => {
    const { area, from, count } = random.oneOf(FICTIVE_PHONES);
    return `${area}-${from + random.below(count)}`;
  },
  email: (random) => `anonym-${code(random, CODE_CHARACTERS).toLowerCase()}@example.com`,
  address: (random, normalised) =>
    /^\d/u.test(normalised)
      ? `00000-Exempelstad-${1 + random.below(9999)}`
      : `Exempelgatan-${1 + random.below(9999)}`,
  plate: (random) =>
    Array.from({ length: 3 }, () => random.oneOf(['Q', 'I', 'V'])).join('') + random.digits(3),
};

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function wrongDigit(number: string, random: Draws): number {
  return (checkDigit(number) + 1 + random.below(9)) % 10;
}
