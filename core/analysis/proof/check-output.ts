/**
 * Checks the object that a model made from claims for the caller's schema: its numbers, names and
 * addresses must be in the quoted words of the claims or in a claim that is supported.
 */
import type { Claim, ClaimMark } from '../analysis.ts';
import { foreignParts } from './checks/foreign-parts.ts';
import { markOf } from './checks/checked.ts';
import { Evidence } from './evidence.ts';
import { namesIn } from './names/found-names.ts';
import { nameKeys } from './names/name-key.ts';
import { numbersIn } from './numbers/found-numbers.ts';
import { numberKey } from './numbers/reading.ts';
import { guessedLanguage } from './text/function-words.ts';
import { type Token, tokensOf } from './text/token.ts';

export interface OutputMark extends ClaimMark {
  /** JSON pointer into the output. */
  path: string;
}

/** Leaves that are looked at; the schema's limits allow no more. */
const MAX_LEAVES = 10_000;
const MAX_DEPTH = 64;

/** What the claims rest on. */
interface Ground {
  text: string;
  numbers: ReadonlySet<string>;
  names: ReadonlySet<string>;
  evidence: Evidence;
}

export function checkOutput(output: unknown, claims: readonly Claim[]): OutputMark[] {
  const ground = groundOf(claims);
  return leavesOf(output)
    .slice(0, MAX_LEAVES)
    .flatMap(({ path, value }) => marksOf(value, ground).map((mark) => ({ path, ...mark })));
}

function groundOf(claims: readonly Claim[]): Ground {
  const quotes = claims.flatMap(({ support }) =>
    support
      .filter(({ match }) => match !== 'none')
      .map(({ quote, speaker }) => [quote, speaker ?? '']),
  );
  const proven = claims.filter(({ status }) => status === 'supported').map(({ text }) => text);
  const text = [...quotes.flat(), ...proven].join('.\n');
  const tokens = tokensOf(text);
  return {
    text,
    numbers: new Set(numbersIn(tokens, languageOf(tokens)).flatMap(({ keys }) => keys)),
    names: new Set(tokens.flatMap(({ word }) => nameKeys(word))),
    evidence: new Evidence({ segments: [], words: [], language: languageOf(tokens) }),
  };
}

function languageOf(tokens: readonly Token[]): string {
  return guessedLanguage(tokens.map(({ word }) => word)) ?? 'sv';
}

function marksOf(value: string | number, ground: Ground): ClaimMark[] {
  if (typeof value === 'number') {
    const known =
      ground.numbers.has(numberKey(value)) || ground.numbers.has(numberKey(value * 100));
    return known ? [] : [markOf('number', String(value))];
  }
  const tokens = tokensOf(value);
  const language = languageOf(tokens);
  const numbers = numbersIn(tokens, language)
    .filter(({ weak, keys }) => !weak && !keys.some((key) => ground.numbers.has(key)))
    .map(({ text }) => markOf('number', text));
  const names = namesIn({ tokens, language, evidence: ground.evidence })
    .flatMap((at) => tokens[at] ?? [])
    .filter(({ word }) => !nameKeys(word).some((key) => ground.names.has(key)))
    .map(({ raw }) => markOf('name', raw));
  const foreign = foreignParts(value, ground.text).map((part) => markOf('instruction', part));
  return [...numbers, ...names, ...foreign];
}

/** Numbers and texts of a JSON value, with their pointers; without recursion, however deep it is. */
function leavesOf(output: unknown): { path: string; value: string | number }[] {
  const leaves: { path: string; value: string | number }[] = [];
  const open: { path: string; value: unknown; depth: number }[] = [
    { path: '', value: output, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined && leaves.length < MAX_LEAVES; next = open.pop()) {
    const { path, value, depth } = next;
    if (typeof value === 'string' || typeof value === 'number') leaves.push({ path, value });
    if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) continue;
    const entries = Object.entries(value).reverse();
    for (const [key, child] of entries) {
      open.push({ path: `${path}/${escaped(key)}`, value: child, depth: depth + 1 });
    }
  }
  return leaves;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
