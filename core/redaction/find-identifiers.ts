/** Finds what identifies people in a text: recognisers propose, the surest of those that overlap stays. */
import type { Candidate } from './candidate.ts';
import { addressAt } from './recognisers/address.ts';
import { emailAt } from './recognisers/email.ts';
import type { NameSpan } from './name-spans.ts';
import { namesByModel } from './recognisers/model-names.ts';
import { namesIn } from './recognisers/names.ts';
import { organisationsnummerAt, personnummerAt } from './recognisers/national-numbers.ts';
import { cardAt, giroAt, ibanAt } from './recognisers/payment-numbers.ts';
import { phoneAt } from './recognisers/phone.ts';
import { plateAt } from './recognisers/plate.ts';
import type { RedactionKind } from './redact-request.ts';
import type { Token } from './tokens.ts';

type Recogniser = (tokens: readonly Token[], from: number) => Candidate[];

const RECOGNISERS: readonly Recogniser[] = [
  ibanAt,
  cardAt,
  personnummerAt,
  organisationsnummerAt,
  giroAt,
  phoneAt,
  emailAt,
  addressAt,
  plateAt,
];
/** Below it a find is as often something else. */
const LEAST_CONFIDENCE = 0.5;

export interface KnownOfNames {
  /** In lower case, that are certainly meant. */
  names?: readonly string[];
  /** What the model for names found. */
  spans?: readonly NameSpan[] | undefined;
}

/**
 * Finds that do not overlap, in order. What one leaves may be another: the text is read until none is found.
 * The model for names only adds to what the rules found.
 */
export function findIdentifiers(
  tokens: readonly Token[],
  kinds: readonly RedactionKind[],
  { names = [], spans = [] }: KnownOfNames = {},
): Candidate[] {
  const found: Candidate[] = [];
  let rest = tokens;
  for (;;) {
    const more = apart(candidatesIn(rest, names)).filter(({ kind }) => kinds.includes(kind));
    if (more.length === 0) break;
    found.push(...more);
    const taken = new Set(more.flatMap(({ at }) => at));
    rest = rest.map((token, at) => (taken.has(at) ? { ...token, isPseudonym: true } : token));
  }
  if (spans.length > 0 && kinds.includes('name')) {
    found.push(...apart(namesByModel(rest, spans).filter(isSureEnough)));
  }
  return found.sort((one, other) => (one.at[0] ?? 0) - (other.at[0] ?? 0));
}

function candidatesIn(tokens: readonly Token[], names: readonly string[]): Candidate[] {
  const candidates = namesIn(tokens, names);
  for (const recognise of RECOGNISERS) {
    for (const at of tokens.keys()) candidates.push(...recognise(tokens, at));
  }
  return candidates.filter(isSureEnough);
}

function isSureEnough({ confidence }: Candidate): boolean {
  return confidence >= LEAST_CONFIDENCE;
}

/** Surer ones first, then longer ones: a card's number holds a personnummer now and then. */
function apart(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Set<number>();
  const surest = [...candidates].sort(
    (one, other) => other.confidence - one.confidence || other.at.length - one.at.length,
  );
  return surest.filter(({ at }) => {
    if (at.some((index) => taken.has(index))) return false;
    for (const index of at) taken.add(index);
    return true;
  });
}
