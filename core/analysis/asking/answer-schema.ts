/**
 * JSON Schemas of answers, of keywords that llama.cpp makes a grammar of. Properties are produced in this
 * order: the quote before the claim that rests on it. Repetitions stay far below 2000, where llama.cpp
 * refuses a grammar. The sizes are such that an answer of them all fits `maxTokens`.
 */
export const LONGEST_QUOTE = 160;
const MOST_QUOTES = 2;
const MOST_CLAIMS = 12;
const MOST_SOURCES = 8;
/** Tokens of names, marks and numbers. */
const CLAIM_FRAME = 60;
const CHOICE_FRAME = 50;
const CHARACTERS_A_TOKEN = 2;

interface ClaimsOf {
  ids: readonly number[];
  groups: readonly string[];
  longestText: number;
  /** For the answer. */
  tokens: number;
}

const QUOTE = { type: 'string', minLength: 1, maxLength: LONGEST_QUOTE };

export function chapterSchema(of: ClaimsOf): Record<string, unknown> {
  return claimsSchema(object({ segment: oneOf(of.ids), quote: QUOTE }), of);
}

/** Answer to a question about sound: there are no segments to cite. */
export function stretchSchema(of: Omit<ClaimsOf, 'ids'>): Record<string, unknown> {
  return claimsSchema(object({ quote: QUOTE, seconds: { type: 'integer', minimum: 0 } }), of);
}

function claimsSchema(
  support: Record<string, unknown>,
  of: Omit<ClaimsOf, 'ids'>,
): Record<string, unknown> {
  const most = (of.longestText + MOST_QUOTES * LONGEST_QUOTE) / CHARACTERS_A_TOKEN + CLAIM_FRAME;
  const claim = object({
    support: { type: 'array', minItems: 1, maxItems: MOST_QUOTES, items: support },
    ...groupOf(of.groups),
    text: { type: 'string', minLength: 1, maxLength: of.longestText },
  });
  const maxItems = Math.min(MOST_CLAIMS, Math.max(1, Math.floor(of.tokens / most)));
  return object({ claims: { type: 'array', maxItems, items: claim } });
}

/** How many chosen claims an answer of so many tokens may have. */
export function mostChoices(tokens: number, longestText: number): number {
  return Math.max(1, Math.floor(tokens / (longestText / CHARACTERS_A_TOKEN + CHOICE_FRAME)));
}

/** @param of.ids numbers of the claims; @param of.most to choose */
export function choiceSchema(
  of: Omit<ClaimsOf, 'tokens'> & { most: number },
): Record<string, unknown> {
  const claim = object({
    from: { type: 'array', minItems: 1, maxItems: MOST_SOURCES, items: oneOf(of.ids) },
    ...groupOf(of.groups),
    text: { type: 'string', minLength: 1, maxLength: of.longestText },
  });
  return object({ claims: { type: 'array', minItems: 1, maxItems: of.most, items: claim } });
}

function groupOf(groups: readonly string[]): Record<string, unknown> {
  return groups.length === 0 ? {} : { group: { type: 'string', enum: groups } };
}

function oneOf(ids: readonly number[]): Record<string, unknown> {
  return { type: 'integer', enum: ids };
}

function object(properties: Record<string, unknown>): Record<string, unknown> {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
