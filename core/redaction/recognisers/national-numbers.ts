/** Personnummer, samordningsnummer and organisationsnummer. */
import type { Candidate } from '../candidate.ts';
import { isNearAfter } from '../context.ts';
import { isOrganisationsnummer, isPersonnummer } from '../numbers/national-numbers.ts';
import {
  isNumber,
  isNumeric,
  isPartOfLonger,
  readingsAt,
  runAt,
  type Reading,
} from '../numbers/readings.ts';
import type { Token } from '../tokens.ts';

const PERSON = /^(personnum|personnr|samordningsnum|födelsenum|persnr|pnr\b|personbeteckning)/u;
const ORGANISATION = /^(organisationsnum|orgnum|org\.?-?nr|orgnr|bolagsnum|momsreg|momsnum|vat)/u;
const LAST_DIGITS = /^(siffror|siffrorna|sista)$/u;
/** A date and four digits, as a personnummer is written; its check digit may have been misheard. */
const WRITTEN = /^(?:18|19|20)?(\d{2})(\d{2})(\d{2})[-‐‑–—−+]\d{4}$/;
const PERSON_LENGTHS = [12, 10] as const;

export function personnummerAt(tokens: readonly Token[], from: number): Candidate[] {
  if (!isNumber(tokens, from)) return [];
  const inContext = isNearAfter(tokens, { at: from, word: PERSON, first: isNumeric });
  const checked = PERSON_LENGTHS.flatMap((length) =>
    readingsAt(tokens, from, {
      length,
      mayBegin: (digits) => mayBeDate(digits, length),
      padAt: [length - 8, length - 6],
    }).filter(({ digits }) => isPersonnummer(digits)),
  );
  const sure = checked.map((reading): Candidate => ({
    kind: 'personnummer',
    at: reading.at,
    confidence: inContext || !isPartOfLonger(tokens, reading) ? 1 : 0.7,
    normalised: reading.digits.slice(-10),
  }));
  return [...sure, ...unchecked(tokens, from, inContext)];
}

/** A number that is called one, or written as one, with a digit misheard. */
function unchecked(tokens: readonly Token[], from: number, inContext: boolean): Candidate[] {
  const run = runAt(tokens, from);
  if (!run) return [];
  const [, , month, day] = WRITTEN.exec(tokens[from]?.core ?? '') ?? [];
  const isWritten = month !== undefined && mayBeDate(`00${month}${day}`, 10);
  const first = run.at[0] === undefined ? [] : [run.at[0]];
  if (isWritten) return [person({ ...run, at: first, digits: numbersOf(tokens[from]) }, 0.6)];
  const { length } = run.digits;
  const isLast = isNearAfter(tokens, { at: from, word: LAST_DIGITS, within: 3 });
  const isDated = length === 12 && mayBeDate(run.digits, 12);
  const fits = isDated || (inContext && length >= 6 && length <= 13) || (isLast && length === 4);
  return fits && !isNumber(tokens, from - 1) ? [person(run, 0.5)] : [];
}

function person({ at, digits }: Reading, confidence: number): Candidate {
  return { kind: 'personnummer', at, confidence, normalised: digits.slice(-10) };
}

function numbersOf(token: Token | undefined): string {
  return (token?.core ?? '').replace(/\D/g, '');
}

/** Whether digits may begin a personnummer of the length; days above 60 are a samordningsnummer's. */
function mayBeDate(digits: string, length: 10 | 12): boolean {
  const year = length - 8;
  if (length === 12 && digits.length >= 2 && !/^(18|19|20)/.test(digits)) return false;
  const month = digits.slice(year, year + 2);
  if (month.length === 2 && (Number(month) < 1 || Number(month) > 12)) return false;
  const day = Number(digits.slice(year + 2, year + 4)) % 60;
  return digits.length < year + 4 || (day >= 1 && day <= 31);
}

export function organisationsnummerAt(tokens: readonly Token[], from: number): Candidate[] {
  if (!isNumber(tokens, from)) return [];
  const inContext = isNearAfter(tokens, { at: from, word: ORGANISATION });
  const readings = [12, 10].flatMap((length) =>
    readingsAt(tokens, from, {
      length,
      mayBegin: (digits) => length === 10 || /^16?/.test(digits),
    }),
  );
  return readings.flatMap((reading): Candidate[] => {
    const digits = reading.digits.slice(-10);
    const isValid = isOrganisationsnummer(digits);
    if (!isValid && !inContext) return [];
    if (!inContext && isPartOfLonger(tokens, reading)) return [];
    const confidence = isValid ? (inContext ? 1 : 0.9) : 0.5;
    return [{ kind: 'organisationsnummer', at: reading.at, confidence, normalised: digits }];
  });
}
