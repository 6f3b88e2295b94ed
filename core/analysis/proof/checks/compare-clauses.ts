/** Which clauses of the transcript say most of what a clause of a claim says. */
import type { Passage } from '../passage.ts';
import type { Clause } from '../text/clause.ts';
import { clausesOf } from '../text/clauses.ts';
import { takeUp } from '../text/answers.ts';
import { alike } from '../text/like-words.ts';
import { related } from '../text/stem.ts';
import type { Checked } from './checked.ts';

/** Clauses that the quotes touch, and the others of their segments. */
export interface Said {
  quoted: Clause[];
  cited: Clause[];
}

export interface Compared {
  clause: Clause;
  /** All that have the most in common. */
  best: Clause[];
  /** Words in common. */
  score: number;
  /** All clauses that the quotes touch. */
  all: Clause[];
  /** The others of their segments. */
  cited: Clause[];
}

export function claimClauses({ tokens, language }: Checked): Clause[] {
  return withContent(clausesOf(tokens, language));
}

export function evidenceClauses({ passages, evidence }: Checked): Said {
  const said: Said = { quoted: [], cited: [] };
  for (const passage of passages) {
    for (const clause of withContent(clausesOf(passage.around, evidence.language))) {
      if (overlaps(clause, passage.quoted)) said.quoted.push(clause);
      else if (overlaps(clause, passage.cited)) said.cited.push(clause);
    }
  }
  takeUp(said.quoted);
  return said;
}

export function compareClauses(clause: Clause, { quoted, cited }: Said): Compared {
  const first = bestOf(clause, quoted);
  const found = first.score > 0 ? first : bestOf(clause, cited);
  return { clause, ...found, all: quoted, cited };
}

function bestOf(clause: Clause, among: readonly Clause[]): { best: Clause[]; score: number } {
  const scores = among.map((other) => inCommon(clause.stems, other.stems));
  const score = Math.max(0, ...scores);
  return { best: score === 0 ? [] : among.filter((_, at) => scores[at] === score), score };
}

export function inCommon(stems: readonly string[], others: readonly string[]): number {
  return stems.filter((stem) => others.some((other) => isCommon(stem, other))).length;
}

function isCommon(stem: string, other: string): boolean {
  if (stem.startsWith('#') || other.startsWith('#')) return stem === other;
  return related(stem, other) || alike(stem, other);
}

/** Clauses without a word of meaning are read with their neighbour in the same sentence. */
function withContent(clauses: readonly Clause[]): Clause[] {
  const merged: Clause[] = [];
  for (const clause of clauses) {
    const last = merged.at(-1);
    if (last !== undefined && belongTogether(last, clause)) {
      merged[merged.length - 1] = joined(last, clause);
    } else merged.push(clause);
  }
  return merged;
}

function belongTogether(one: Clause, next: Clause): boolean {
  const first = next.tokens[0];
  const apart = /[,.;:–—]/u.test(next.tokens[0]?.before ?? '');
  if (apart && (isShortDenial(one) || isShortDenial(next))) return false;
  const sameSentence = first === undefined || !/[.!?…]/u.test(first.before);
  if (!sameSentence) return false;
  return one.stems.length === 0 || next.stems.length === 0 || isOneOfTwo(one, next);
}

/** `att ytvatten` before `och djupvatten inte blandas`. */
function isOneOfTwo({ stems, words }: Clause, next: Clause): boolean {
  const isList = /^(?:och|eller|and|or)$/u.test(next.words[0] ?? '');
  return isList && stems.length === 1 && words.length <= 2;
}

/** `nej, inte än, …`, `…, inte här`: denies what was said before, not what comes after it. */
function isShortDenial({ negated, stems }: Clause): boolean {
  return negated && stems.length === 0;
}

function joined(one: Clause, other: Clause): Clause {
  const stems = [...one.stems, ...other.stems];
  const denied = [...one.denied, ...other.denied];
  const negated = one.negated || other.negated;
  return {
    first: one.first,
    end: other.end,
    negated,
    either: one.either || other.either,
    tokens: [...one.tokens, ...other.tokens],
    words: [...one.words, ...other.words],
    stems,
    denied: one.negated && one.stems.length === 0 && denied.length === 0 ? stems : denied,
    head: one.head ?? other.head,
    topic: [...one.topic, ...other.topic],
    implied: one.implied ?? other.implied,
  };
}

function overlaps({ first, end }: Clause, range: Passage['quoted']): boolean {
  return first < range.end && end > range.first;
}
