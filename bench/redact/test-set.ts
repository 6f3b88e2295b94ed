/** The generated test set: sentences of spoken Swedish with identifiers in them, and the same without. */
import type { RedactionKind } from '../../core/redaction/redact-request.ts';
import type { Segment } from '../../core/transcript/transcript.ts';
import { Draw } from './draw.ts';
import * as identifiers from './identifiers.ts';
import { listedPerson, listedWithUnlistedSurname, unlistedPerson } from './people.ts';
import { NAME_SENTENCES, PLAIN, SENTENCES } from './scripts.ts';
import { spoken, WAYS } from './spoken-digits.ts';

export interface Example {
  segments: Segment[];
  /** Row of the table. */
  row: string;
  /** Undefined: there is none. */
  kind: RedactionKind | undefined;
  /** Its words, in order; undefined without. */
  planted: string[];
}

const NUMBERS = {
  personnummer: identifiers.personnummer,
  organisationsnummer: identifiers.organisationsnummer,
  bankgiro: identifiers.bankgiro,
  plusgiro: identifiers.plusgiro,
  iban: identifiers.iban,
  card: identifiers.card,
  phone: identifiers.phone,
} as const;
export const CHECKED_KINDS = [
  'personnummer',
  'organisationsnummer',
  'bankgiro',
  'plusgiro',
  'iban',
  'card',
] as const;
const JOINTS = [' ', ' ', ' ', ', ', ', ', ' - ', '. '];
const FILLERS = ['eh', 'öh', 'mm', 'ja'];

/** @param each examples of each row */
export function testSet(seed: number, each: number): Example[] {
  const draw = new Draw(seed);
  const examples: Example[] = [];
  for (const kind of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
    for (let nth = 0; nth < each; nth++)
      examples.push(writtenNumber(kind, draw), spokenNumber(kind, draw));
  }
  for (let nth = 0; nth < each; nth++) {
    examples.push(email(draw, false), email(draw, true), address(draw, false), address(draw, true));
    examples.push(plate(draw, false), plate(draw, true));
    for (const place of Object.keys(NAME_SENTENCES) as (keyof typeof NAME_SENTENCES)[]) {
      examples.push(name(draw, place, ['in the lists', listedPerson(draw)]));
      examples.push(name(draw, place, ['in no list', unlistedPerson(draw)]));
    }
    examples.push(
      name(draw, 'in mid-sentence', [
        'given name in the lists, surname in none',
        listedWithUnlistedSurname(draw),
      ]),
    );
    examples.push({
      segments: segmentsOf([draw.oneOf(PLAIN)]),
      row: 'nothing to find',
      kind: undefined,
      planted: [],
    });
  }
  return examples;
}

function writtenNumber(kind: keyof typeof NUMBERS, draw: Draw): Example {
  return inSentence(draw, {
    kind,
    row: `${kind}, written`,
    text: draw.oneOf(NUMBERS[kind](draw).written),
  });
}

function spokenNumber(kind: keyof typeof NUMBERS, draw: Draw): Example {
  const words = spoken(NUMBERS[kind](draw).groups, draw.oneOf(WAYS), draw);
  const letters = kind === 'iban' ? [draw.oneOf(['SE', 'S E', 'S.E.'])] : [];
  const streck = kind === 'personnummer' && words.length > 3 && draw.isTrue(0.15);
  const joint = draw.oneOf(JOINTS);
  let text = letters.length > 0 ? `${letters[0]} ` : '';
  for (const [nth, word] of words.entries()) {
    const isLast = nth === words.length - 1;
    const between = draw.isTrue(0.7) ? ' ' : joint;
    const filler = draw.isTrue(0.03) ? `${draw.oneOf(FILLERS)} ` : '';
    const spokenJoint = streck && nth === words.length - 3 ? ' streck ' : `${between}${filler}`;
    text += (between === '. ' && draw.isTrue(0.5) ? word : word) + (isLast ? '' : spokenJoint);
  }
  return inSentence(draw, { kind, row: `${kind}, spoken`, text, isSplit: draw.isTrue(0.25) });
}

function email(draw: Draw, isSpoken: boolean): Example {
  const [given = '', surname = ''] = listedPerson(draw).map((one) =>
    plainLetters(one.toLowerCase()),
  );
  const local = surname === '' ? `${given}${draw.digits(2)}` : `${given}.${surname}`;
  const domain = draw.oneOf(['telia.com', 'gmail.com', 'region.se', 'foretaget.nu']);
  const sign = draw.oneOf(['snabel-a', 'snabela', 'snabel a']);
  const say = (text: string) => text.replaceAll('.', ' punkt ');
  const text = isSpoken ? `${say(local)} ${sign} ${say(domain)}` : `${local}@${domain}`;
  return inSentence(draw, {
    kind: 'email',
    row: `email, ${isSpoken ? 'spoken' : 'written'}`,
    text,
  });
}

function address(draw: Draw, isSpoken: boolean): Example {
  const street = draw.oneOf([
    'Kungsgatan',
    'Ringvägen',
    'Björkstigen',
    'Norra Hamngatan',
    'Smedjegränd',
    'Lövängsvägen',
    'Drottning Kristinas väg',
    'Fabriksgatan',
  ]);
  const house = 1 + draw.below(90);
  const code = `${1 + draw.below(8)}${draw.digits(2)} ${draw.digits(2)}`;
  const place = draw.oneOf(['Uppsala', 'Örebro', 'Umeå', 'Västerås', 'Lund', 'Alingsås']);
  const number = isSpoken
    ? spoken(
        [String(house).padStart(2, '0')].map((one) => one.replace(/^0/, '')),
        'pairs',
        draw,
      ).join(' ')
    : String(house);
  const text = draw.isTrue(0.5) ? `${street} ${number}` : `${street} ${number}, ${code} ${place}`;
  return inSentence(draw, {
    kind: 'address',
    row: `address, ${isSpoken ? 'spoken' : 'written'}`,
    text,
  });
}

const PLATE_LETTERS = 'ABCDEFGHJKLMNPRSTUWXYZ';
const ALPHABET =
  'Adam Bertil Caesar David Erik Filip Gustav Helge Johan Kalle Ludvig Martin Niklas Petter Rudolf Sigurd Tore Urban Wilhelm Xerxes Yngve Zäta'.split(
    ' ',
  );

function plate(draw: Draw, isSpoken: boolean): Example {
  const letters = Array.from({ length: 3 }, () => draw.oneOf(PLATE_LETTERS.split('')));
  const digits = draw.digits(3);
  const spelt = draw.isTrue(0.5)
    ? letters.map((letter) => ALPHABET.find((word) => word.startsWith(letter)) ?? letter)
    : letters;
  const text = isSpoken
    ? `${spelt.join(' ')} ${spoken(digits.split(''), 'digits', draw).join(' ')}`
    : `${letters.join('')}${draw.oneOf([' ', ''])}${digits}`;
  return inSentence(draw, {
    kind: 'plate',
    row: `plate, ${isSpoken ? 'spoken' : 'written'}`,
    text,
  });
}

function name(
  draw: Draw,
  place: keyof typeof NAME_SENTENCES,
  [which, person]: readonly [which: string, person: string[]],
): Example {
  const sentence = draw.oneOf(NAME_SENTENCES[place]);
  const isGenitive = sentence.includes('{}s');
  const full = person.join(' ');
  const written = isGenitive && !/[sxz]$/.test(full) ? `${full}s` : full;
  const text = sentence.replace(/\{\}s?/, written);
  return {
    ...{ segments: segmentsOf([text, draw.oneOf(PLAIN)]), row: `name ${which}, ${place}` },
    ...{ kind: 'name', planted: wordsOf(written) },
  };
}

interface Planted {
  kind: RedactionKind;
  row: string;
  text: string;
  isSplit?: boolean;
}

function inSentence(draw: Draw, { kind, row, text, isSplit = false }: Planted): Example {
  const sentence = draw.oneOf(SENTENCES[kind] ?? []).replace('{}', text);
  const before = draw.oneOf(PLAIN);
  const [first, second] = isSplit ? split(sentence, text, draw) : [sentence, undefined];
  const texts = [before, first, ...(second === undefined ? [] : [second]), draw.oneOf(PLAIN)];
  return { segments: segmentsOf(texts), row, kind, planted: wordsOf(text) };
}

/** In two segments, the identifier in both. */
function split(sentence: string, text: string, draw: Draw): [string, string | undefined] {
  const at = sentence.indexOf(text);
  const blanks = [...text.matchAll(/ /g)].map(({ index }) => at + index);
  if (blanks.length === 0) return [sentence, undefined];
  const cut = draw.oneOf(blanks);
  return [sentence.slice(0, cut), sentence.slice(cut + 1)];
}

function segmentsOf(texts: readonly string[]): Segment[] {
  return texts.map((text, id) => ({
    id,
    start: id * 6,
    end: id * 6 + 5.5,
    text,
    confidence: 0.9,
    flags: [],
  }));
}

/** Words of an identifier; what is said in between is none of it. */
function wordsOf(text: string): string[] {
  const cores = text.split(' ').map((one) => one.replace(/^[^\p{L}\p{N}+]+|[^\p{L}\p{N}]+$/gu, ''));
  return cores.filter((core) => core !== '' && !FILLERS.includes(core) && core !== 'streck');
}

function plainLetters(text: string): string {
  return text.normalize('NFD').replaceAll(/[^a-z]/g, '');
}
