/**
 * A claim must deny what its quote denies, and nothing else. Compared by clauses: each clause of the
 * claim with those around the quote that have most words in common with it. The clause is read whole in
 * the transcript, so that a quote cannot leave out a negation before or after its words.
 */
import type { ClaimMark } from '../../analysis.ts';
import type { Clause } from '../text/clauses.ts';
import { areOpposed } from '../text/opposite-words.ts';
import { softNegations } from '../text/soft-negations.ts';
import { type Checked, markOf } from './checked.ts';
import { claimClauses, type Compared, compareClauses, evidenceClauses } from './compare-clauses.ts';

export function checkNegations(checked: Checked): ClaimMark[] {
  const said = evidenceClauses(checked);
  const own = claimClauses(checked);
  const wrong = own.filter((clause) => !agrees(compareClauses(clause, said)));
  if (wrong.length === 0 && addsOne(own, [...said.quoted, ...said.cited])) {
    wrong.push(...own.filter(({ negated }) => negated));
  }
  return wrong.slice(0, 1).map((clause) => markOf('negation', textOf(clause)));
}

function agrees({ clause, best, score, all }: Compared): boolean {
  if (score === 0) return agreesWithAll(clause, all);
  // One word in common says too little of a clause that denies something else.
  if (!clause.negated && score < 2 && score * 2 < clause.stems.length) return true;
  return best.some((other) => isCompatible(clause, other));
}

/** A clause in quite other words than the quote's. */
function agreesWithAll(clause: Clause, all: readonly Clause[]): boolean {
  if (clause.stems.length === 0 || all.length === 0) return !clause.negated || all.some(isDenied);
  return all.some((other) => isCompatible(clause, other));
}

function isDenied({ negated, either }: Clause): boolean {
  return negated || either;
}

function isCompatible(own: Clause, said: Clause): boolean {
  if (own.negated === said.negated || said.either) return true;
  const [plain, other] = own.negated ? [said, own] : [own, said];
  const others = new Set(softNegations(other.words));
  const soft = softNegations(plain.words).some((stem) => !others.has(stem));
  return soft || areOpposed(own.words, said.words);
}

/** More negations than all that was said has, and no word that stands for one. */
function addsOne(own: readonly Clause[], said: readonly Clause[]): boolean {
  const denied = own.filter(({ negated }) => negated);
  if (denied.length === 0 || said.some(isDenied)) return false;
  return !denied.some((clause) => said.some((other) => isCompatible(clause, other)));
}

function textOf({ tokens }: Clause): string {
  return tokens.map(({ raw }) => raw).join(' ');
}
