/** Whether a claim states the very word that its quote denies. */
import type { Clause } from '../text/clause.ts';
import { inCommon } from './compare-clauses.ts';
import { isCompatible } from './compatible.ts';

/** Denies a noun: `inget blåsljud`. */
const NOUN = /^(?:ingen|inget|inga|no) (?!av |of |one )/u;
/** Verbs before the one that is denied: `tänkte inte förhandla`. */
const CARRIER =
  /^(?:tänk|planera|ämn|vill|vilj|börj|försök|fortsätt|bruk|behöv|gå|komm|låt|plan|intend|want|go|tak|start|try|skriv|säg|påstå|lov)/u;

/** What a clause denies, without the verbs that only lead to it. */
export function coreOf({ denied }: Clause): string[] {
  return denied.filter((stem) => !CARRIER.test(stem));
}

/** `förhandla` where the quote has `tänkte inte förhandla`, and states it nowhere. */
export function statesCore(clause: Clause, all: readonly Clause[]): boolean {
  return all.some((other) => {
    if (!other.negated || other.either || isCompatible(clause, other)) return false;
    const core = coreOf(other).filter((stem) => !stem.startsWith('#'));
    const head = core.slice(0, 1);
    if (inCommon(head, clause.stems) === 0) return false;
    const shared = inCommon(clause.stems, [...other.stems, ...other.topic]);
    if (shared < 2 && contentOf(clause) > 3 && !NOUN.test(other.words.join(' '))) return false;
    const least =
      core.length > 1 && inCommon(core, clause.stems) === core.length ? shared + 1 : shared;
    return !all.some((one) => !one.negated && sharesOf(clause, one, head) >= least);
  });
}

/** Words without names and numbers. */
function contentOf({ tokens, stems }: Clause): number {
  const names = tokens.filter(({ raw }, at) => at > 0 && /^\p{Lu}/u.test(raw));
  return stems.filter((stem) => !stem.startsWith('#')).length - names.length;
}

/** Words in common with a clause that has this word, or a pronoun for it. */
export function sharesOf({ stems }: Clause, one: Clause, head: readonly string[]): number {
  const shared = inCommon(stems, one.stems);
  const takesUp = one.words.some((word) =>
    /^(?:det|den|de|dom|(?:it|they|that)(?:'s|'re)?)$/u.test(word),
  );
  const isThere = inCommon(head, one.stems) > 0;
  if (!takesUp || shared === 0) return isThere ? shared : 0;
  return shared + 1;
}
