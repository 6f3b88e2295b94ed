/** Swedish car plates, ABC 123 and ABC 12D, also by the spelling alphabet ("Adam Bertil Caesar"). */
import type { Candidate } from '../candidate.ts';
import { isNearAfter } from '../context.ts';
import { isPartOfLonger, readingsAt } from '../numbers/readings.ts';
import type { Token } from '../tokens.ts';

const ALPHABET = new Set(
  (
    'adam bertil caesar cesar david erik filip gustav helge johan kalle ludvig martin niklas olof petter' +
    ' rudolf sigurd tore urban wilhelm xerxes yngve zäta'
  ).split(' '),
);
/** No I, Q, V, Å, Ä, Ö; nor O as the last letter. */
const LETTERS = /^[A-HJ-PR-UW-Z]{3}$/i;
const WRITTEN = /^([A-HJ-PR-UW-Z]{3})-?(\d{2}[\dA-HJ-NPR-UW-Z])$/i;
/** What stands before a number as often as a plate's letters do. */
const ABBREVIATIONS = new Set(
  (
    'AMG BMW BNP BPM CRP CPU DNA DSB EEG EKG EMG EUR FNR GPS HBA HDL HMB KTH LDL LSS MHZ MRT NOK' +
    ' PCR PSA PTS RNA RPM SAS SEK SFS SMS SOU TBC TSH USA USB USD WHO'
  ).split(' '),
);
const CONTEXT = /^(registrering|regnr|regnum|reg\.?nr|nummerplåt|bilnum|bilen|plåt|skylt|reg$)/u;

export function plateAt(tokens: readonly Token[], from: number): Candidate[] {
  const token = tokens[from];
  if (!token || token.isPseudonym) return [];
  const inContext = isNearAfter(tokens, { at: from, word: CONTEXT, within: 6 });
  const [, letters, rest] = WRITTEN.exec(token.core) ?? [];
  if (letters !== undefined && isCapital(letters)) {
    return [plate([from], `${letters}${rest}`, confidence(letters, inContext))];
  }
  const head = lettersAt(tokens, from);
  if (!head) return [];
  const isSpelt = head.to - from === 3;
  if (!isSpelt && !isCapital(token.core)) return [];
  const sure = isSpelt ? 0.9 : confidence(head.letters, inContext);
  return [...digitsAfter(tokens, head), ...letterAfter(tokens, head)].map(({ at, text }) =>
    plate([...range(from, head.to), ...at], head.letters + text, sure),
  );
}

function plate(at: readonly number[], text: string, sure: number): Candidate {
  return { kind: 'plate', at, confidence: sure, normalised: text.toUpperCase() };
}

function confidence(letters: string, inContext: boolean): number {
  if (inContext) return 0.95;
  return ABBREVIATIONS.has(letters.toUpperCase()) ? 0 : 0.7;
}

interface Head {
  letters: string;
  to: number;
}

/** "ABC", or three letters that are spelt. */
function lettersAt(tokens: readonly Token[], from: number): Head | undefined {
  const core = tokens[from]?.core ?? '';
  if (LETTERS.test(core) && !ALPHABET.has(core.toLowerCase()))
    return { letters: core, to: from + 1 };
  const spelt = [0, 1, 2].map((nth) => letterOf(tokens[from + nth]));
  if (spelt.some((letter) => letter === undefined)) return undefined;
  return { letters: spelt.join(''), to: from + 3 };
}

function letterOf(token: Token | undefined): string | undefined {
  const lower = token?.lower ?? '';
  if (ALPHABET.has(lower)) return lower.slice(0, 1);
  return /^[a-hj-pr-uw-z]$/.test(lower) ? lower : undefined;
}

function digitsAfter(tokens: readonly Token[], { to }: Head) {
  return readingsAt(tokens, to, { length: 3 })
    .filter((reading) => !isPartOfLonger(tokens, reading))
    .map(({ at, digits }) => ({ at, text: digits }));
}

function letterAfter(tokens: readonly Token[], { to }: Head) {
  const joined = /^(\d{2})([A-HJ-NPR-UW-Z])$/i.exec(tokens[to]?.core ?? '');
  if (joined) return [{ at: [to], text: joined[0] }];
  return readingsAt(tokens, to, { length: 2 }).flatMap(({ at, digits, end }) => {
    const letter = letterOf(tokens[end]);
    return letter === undefined ? [] : [{ at: [...at, end], text: digits + letter }];
  });
}

function isCapital(text: string): boolean {
  return text === text.toUpperCase();
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, nth) => from + nth);
}
