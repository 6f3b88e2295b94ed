/** Bankgiro, plusgiro, IBAN and payment cards. */
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import type { Candidate } from '../candidate.ts';
import { isNearAfter } from '../context.ts';
import { isLuhn } from '../numbers/luhn.ts';
import {
  goesOn,
  goesOnFromBefore,
  isNumber,
  isNumeric,
  readingsAt,
  runAt,
  type Reading,
} from '../numbers/readings.ts';
import type { Token } from '../tokens.ts';

const BANKGIRO = /^(bankgiro|bg$|bg-|bankgirot)/u;
const PLUSGIRO = /^(plusgiro|postgiro|pg$|pg-)/u;
/** As a bankgiro is written; eight digits of two years are a period. */
const WRITTEN_BANKGIRO = /^\d{3,4}-\d{4}$/;
const YEARS = /^(18|19|20)\d\d-(18|19|20)\d\d$/;
const CARD_LENGTHS = [19, 18, 17, 16, 15, 14, 13];
/** More than a personnummer within a longer number. */
const FOLLOWED = 0.75;
const CARD_BEGINS = /^(?:[3-6]|2[2-7]|2$)/;

const GIROS = [
  { kind: 'bankgiro', word: BANKGIRO, lengths: [8, 7] },
  { kind: 'plusgiro', word: PLUSGIRO, lengths: [8, 7, 6, 5, 4] },
] as const;

/** A spoken giro number counts only where it is named as one. */
export function giroAt(tokens: readonly Token[], from: number): Candidate[] {
  if (!isNumber(tokens, from) || isNumber(tokens, from - 1)) return [];
  const run = runAt(tokens, from);
  if (!run) return [];
  const giro = (
    kind: (typeof GIROS)[number]['kind'],
    { at, digits }: Reading,
    confidence: number,
  ): Candidate => ({ kind, at, confidence, normalised: digits });
  const isNamed = (word: RegExp) =>
    isNearAfter(tokens, { at: from, word, within: 5, first: isNumeric });
  const named = GIROS.find(({ word }) => isNamed(word));
  if (named) {
    const { kind, lengths } = named;
    // "femtio ett" is 51 or 50 1: the check digit says which.
    const checked = lengths
      .flatMap((length) => readingsAt(tokens, from, { length }))
      .filter((reading) => isLuhn(reading.digits) && !goesOn(tokens, reading))
      .map((reading) => giro(kind, reading, 1));
    const isLong = lengths.some((length) => length === run.digits.length);
    const isRead = isLong && !isLuhn(run.digits);
    return [...checked, ...(isRead ? [giro(kind, run, 0.5)] : [])];
  }
  const core = tokens[from]?.core ?? '';
  const isWritten = WRITTEN_BANKGIRO.test(core) && !YEARS.test(core) && run.at.length === 1;
  return isWritten && isLuhn(run.digits) ? [giro('bankgiro', run, 0.6)] : [];
}

export function cardAt(tokens: readonly Token[], from: number): Candidate[] {
  if (!isNumber(tokens, from)) return [];
  return CARD_LENGTHS.flatMap((length) =>
    readingsAt(tokens, from, { length, mayBegin: (digits) => CARD_BEGINS.test(digits) })
      .filter((reading) => isLuhn(reading.digits) && !goesOnFromBefore(tokens, reading))
      .map((reading): Candidate => {
        const { at, digits } = reading;
        // The month of expiry and the code are read out behind it.
        const confidence = goesOn(tokens, reading) ? FOLLOWED : 1;
        return { kind: 'card', at, confidence, normalised: digits };
      }),
  );
}

const SWEDISH_DIGITS = 22;
const LONGEST_IBAN_TOKENS = 10;

/** Written, of any country; spoken, "S E" and digits. */
export function ibanAt(tokens: readonly Token[], from: number): Candidate[] {
  return [...writtenIban(tokens, from), ...spokenIban(tokens, from)];
}

function writtenIban(tokens: readonly Token[], from: number): Candidate[] {
  if (!/^[A-Za-z]{2}\d{0,2}/.test(tokens[from]?.core ?? '')) return [];
  const found: Candidate[] = [];
  let text = '';
  for (let index = from; index < Math.min(tokens.length, from + LONGEST_IBAN_TOKENS); index++) {
    const token = tokens[index];
    if (!token || token.isPseudonym || !/^[A-Za-z0-9-]+$/.test(token.core)) break;
    text += token.core;
    const iban = electronicFormatIBAN(text) ?? '';
    const at = Array.from({ length: index - from + 1 }, (_, nth) => from + nth);
    if (isValidIBAN(iban)) found.push({ kind: 'iban', at, confidence: 1, normalised: iban });
  }
  return found;
}

function spokenIban(tokens: readonly Token[], from: number): Candidate[] {
  const [first = '', second = ''] = [0, 1].map((nth) =>
    tokens[from + nth]?.lower.replaceAll('.', ''),
  );
  const letters = first === 'se' ? 1 : 2;
  if (letters === 2 && (first !== 's' || second !== 'e')) return [];
  const country = Array.from({ length: letters }, (_, nth) => from + nth);
  return readingsAt(tokens, from + letters, { length: SWEDISH_DIGITS })
    .filter(({ digits }) => isValidIBAN(`SE${digits}`))
    .map(({ at, digits }): Candidate => ({
      ...{ kind: 'iban', at: [...country, ...at], confidence: 1, normalised: `SE${digits}` },
    }));
}
