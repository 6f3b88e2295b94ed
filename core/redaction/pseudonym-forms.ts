/**
 * The forms of what a redaction writes in place of an original. Each is recognisable, so that a second
 * redaction leaves it, and none is anything's real number:
 *
 *   personnummer        serial 980–999 as Skatteverket's test numbers, and a wrong check digit
 *   organisationsnummer begins with 4, which no kind of organisation has; wrong check digit
 *   bankgiro, plusgiro  begin with 0
 *   iban                check digits 00, which never occur (ISO 13616: 02 to 98)
 *   card                begins with 0000
 *   phone               numbers that PTS keeps for books and films
 *   email               example.com (RFC 2606)
 *   address             Exempelgatan, and 000 00 Exempelstad
 *   plate               letters that Swedish plates do not have
 *   name                made of syllables that no name in the lists is made of
 */
import { isLuhn } from './numbers/luhn.ts';

const BEGINNINGS =
  'Alv Bov Civ Dav Elv Fav Giv Hov Jov Kiv Lav Miv Nov Ov Piv Rav Siv Tov Uv Vav Zev Ziv'.split(
    ' ',
  );
const MIDDLES = 'adu emo ifo olu uma yno abo ebi ido ofa ugi ydo ake eku ilo'.split(' ');
const GIVEN_ENDINGS = 'ran rel rin rol run tan tel tin tol tun nav nel niv nol nuv'.split(' ');
const SURNAME_ENDINGS = 'rberg rdal rfors rgren rholm rkvist rlund rmark rsten rström'.split(' ');
export const NAME_PARTS = { BEGINNINGS, MIDDLES, GIVEN_ENDINGS, SURNAME_ENDINGS } as const;

/** Kinds as a tag names them. */
export const TAGS = {
  ...{
    personnummer: 'PERSONNUMMER',
    organisationsnummer: 'ORGANISATIONSNUMMER',
    bankgiro: 'BANKGIRO',
  },
  ...{ plusgiro: 'PLUSGIRO', iban: 'IBAN', card: 'KORT', phone: 'TELEFON', email: 'EPOST' },
  ...{ address: 'ADRESS', plate: 'REGNR', name: 'NAMN' },
} as const;

/** From, and how many; of PTS. */
export const FICTIVE_PHONES = [
  { area: '070', from: 1_740_605, count: 95 },
  { area: '08', from: 46_500_400, count: 100 },
  { area: '031', from: 3_900_600, count: 100 },
  { area: '040', from: 6_280_400, count: 100 },
  { area: '0980', from: 319_200, count: 100 },
] as const;

const anyOf = (parts: readonly string[]) => `(?:${parts.join('|')})`;
const NAME = new RegExp(
  `^${anyOf(BEGINNINGS)}${anyOf(MIDDLES)}${anyOf([...GIVEN_ENDINGS, ...SURNAME_ENDINGS])}s?$`,
);
const TAG = new RegExp(`^\\[${anyOf(Object.values(TAGS))}-[0-9A-Z]{4}\\]s?$`);
const FORMS = [
  TAG,
  NAME,
  /^0\d{3}-\d{4}$/,
  /^0\d{5}-\d$/,
  /^SE00\d{20}$/,
  /^0000\d{12}$/,
  /^anonym-[0-9a-z]{4}@example\.com$/,
  /^Exempelgatan-\d{1,4}$/,
  /^00000-Exempelstad-\d{1,4}$/,
  /^[QIV]{3}\d{3}$/,
];

export function isPseudonym(core: string): boolean {
  return FORMS.some((form) => form.test(core)) || isTestNumber(core) || isFictivePhone(core);
}

function isTestNumber(core: string): boolean {
  if (!/^(\d{8}-9[89]\d{2}|4[2-9]\d{4}-\d{4})$/.test(core)) return false;
  return !isLuhn(core.replace(/\D/g, '').slice(-10));
}

function isFictivePhone(core: string): boolean {
  const [, area, number] = /^(\d{2,4})-(\d+)$/.exec(core) ?? [];
  return FICTIVE_PHONES.some(
    (one) =>
      one.area === area && Number(number) >= one.from && Number(number) < one.from + one.count,
  );
}
