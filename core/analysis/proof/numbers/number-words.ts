/** Values of Swedish and English number words, also of compounds such as `tvåhundratjugofem`. */

export interface WordValue {
  value: number;
  ordinal: boolean;
  /** `en`, `first`, `andra`: mostly not meant as numbers. */
  weak: boolean;
}

const UNITS = table(
  'noll zero|en ett one|två two|tre three|fyra four|fem five|sex six|sju seven|åtta eight|nio nine',
  0,
);
const TEENS = table(
  'tio ten|elva eleven|tolv twelve|tretton thirteen|fjorton fourteen|femton fifteen|sexton sixteen|' +
    'sjutton seventeen|arton aderton eighteen|nitton nineteen',
  10,
);
const TENS = table(
  'tjugo tjugi tjuge twenty|trettio tretti thirty|fyrtio fyrti förti forty fourty|femtio femti fifty|' +
    'sextio sexti sixty|sjuttio sjutti seventy|åttio åtti eighty|nittio nitti ninety',
  20,
  10,
);
const ORDINALS = table(
  'första förste first|andra andre second|tredje third|fjärde fourth|femte fifth|sjätte sixth|' +
    'sjunde seventh|åttonde eighth|nionde ninth|tionde tenth|elfte eleventh|tolfte twelfth|' +
    'trettonde thirteenth|fjortonde fourteenth|femtonde fifteenth|sextonde sixteenth|' +
    'sjuttonde seventeenth|artonde eighteenth|nittonde nineteenth|tjugonde twentieth',
  1,
);
const TENS_ORDINALS = table(
  'trettionde thirtieth|fyrtionde fortieth|femtionde fiftieth|sextionde sixtieth|' +
    'sjuttionde seventieth|åttionde eightieth|nittionde ninetieth',
  30,
  10,
);
const OTHERS = new Map([
  ['dussin', 12],
  ['dozen', 12],
  ['tjog', 20],
  ['hundratal', 100],
  ['hundratalet', 100],
  ['tusental', 1000],
  ['tiotal', 10],
  ['tiotalet', 10],
]);
const CARDINALS = new Map([...UNITS, ...TEENS, ...TENS]);
const ALL_ORDINALS = new Map([...ORDINALS, ...TENS_ORDINALS]);

/** Words that are a number in one of the languages and another word in the other. */
const ONLY_IN = new Map([
  ['eleven', 'en'],
  ['sex', 'sv'],
  ['en', 'sv'],
]);
const WEAK = new Set(
  ['en', 'ett', 'one', 'noll', 'zero'].concat([
    'första',
    'förste',
    'first',
    'andra',
    'andre',
    'second',
  ]),
);
/** What follows a number in one word: `femårig`, `tiodagarsfrist`. */
const FOLLOWERS =
  /^(?:års?|åring|årig|dag|vecko?r?|månad|timm|minut|kilometer|meter|procent|miljon|miljard|person|manna|rum|punkt|tal|stegs|våning|åttio)/u;

function table(names: string, from: number, step = 1): Map<string, number> {
  return new Map(
    names
      .split('|')
      .flatMap((same, at) => same.split(' ').map((name) => [name, from + at * step] as const)),
  );
}

export function numberWord(word: string, language: string): WordValue | undefined {
  const only = ONLY_IN.get(word);
  if (only !== undefined && language !== only && (language === 'sv' || language === 'en')) {
    return undefined;
  }
  const ordinal = ALL_ORDINALS.get(word);
  if (ordinal !== undefined) return { value: ordinal, ordinal: true, weak: WEAK.has(word) };
  const value = CARDINALS.get(word) ?? OTHERS.get(word) ?? compound(word);
  if (value !== undefined) return { value, ordinal: false, weak: WEAK.has(word) };
  return compoundOrdinal(word) ?? prefixed(word);
}

/** Swedish compounds from 21 to 999 999, without a limit to how they are divided. */
function compound(word: string): number | undefined {
  const thousands = divided(word, 'tusen', 1000);
  if (thousands !== undefined) return thousands;
  const hundreds = divided(word, 'hundra', 100);
  if (hundreds !== undefined) return hundreds;
  return CARDINALS.get(word) ?? tensAndUnit(word, UNITS) ?? spokenYear(word);
}

/** Of `hundra`, `etthundra`, `hundratusen`. */
const HEADS = new Map([
  ['', 1],
  ['ett', 1],
  ['et', 1],
  ['hundra', 100],
]);

function divided(word: string, scale: string, factor: number): number | undefined {
  const at = word.indexOf(scale);
  if (at < 0 || word === scale) return undefined;
  const head = word.slice(0, at);
  const tail = word.slice(at + scale.length);
  const times = HEADS.get(head) ?? compound(head);
  const rest = tail === '' ? 0 : compound(tail);
  if (times === undefined || rest === undefined || rest >= factor) return undefined;
  return times * factor + rest;
}

/** `tjugotrettio`, `nittonsjuttiofyra`. */
function spokenYear(word: string): number | undefined {
  const [, century = '', rest = ''] = /^(arton|nitton|tjugo)(\p{L}{3,})$/u.exec(word) ?? [];
  const years = CARDINALS.get(rest) ?? tensAndUnit(rest, UNITS);
  if (years === undefined || years < 10 || years > 99) return undefined;
  return (CARDINALS.get(century) ?? 0) * 100 + years;
}

function tensAndUnit(word: string, units: ReadonlyMap<string, number>): number | undefined {
  for (const [name, tens] of TENS) {
    if (!word.startsWith(name)) continue;
    const unit = units.get(word.slice(name.length));
    if (unit !== undefined && unit > 0 && unit < 10) return tens + unit;
  }
  return undefined;
}

function compoundOrdinal(word: string): WordValue | undefined {
  const tens = tensAndUnit(word, ORDINALS);
  if (tens !== undefined) return { value: tens, ordinal: true, weak: false };
  const round = /^(.*(?:hundra|tusen))de$/u.exec(word)?.[1];
  const value = round === 'hundra' ? 100 : round === 'tusen' ? 1000 : round && compound(round);
  return typeof value === 'number' ? { value, ordinal: true, weak: false } : undefined;
}

function prefixed(word: string): WordValue | undefined {
  for (let end = Math.min(word.length - 2, 24); end >= 2; end -= 1) {
    if (!FOLLOWERS.test(word.slice(end))) continue;
    const head = word.slice(0, end);
    const value = CARDINALS.get(head) ?? (head === 'hundra' ? 100 : compound(head));
    if (value !== undefined) return { value, ordinal: false, weak: value < 2 };
  }
  return undefined;
}

/** Words that multiply the number before them. */
export const SCALES: ReadonlyMap<string, number> = new Map([
  ...['hundra', 'hundred'].map((name) => [name, 100] as const),
  ...['tusen', 'thousand', 'tkr', 'k'].map((name) => [name, 1e3] as const),
  ...['miljon', 'miljoner', 'miljonen', 'million', 'millions', 'mkr', 'mnkr', 'mn'].map(
    (name) => [name, 1e6] as const,
  ),
  ...['miljard', 'miljarder', 'billion', 'billions', 'mdkr', 'bn', 'md'].map(
    (name) => [name, 1e9] as const,
  ),
  ['biljon', 1e12],
  ['biljoner', 1e12],
  ['trillion', 1e12],
]);
