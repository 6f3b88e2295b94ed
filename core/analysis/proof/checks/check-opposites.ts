/** A claim must not say `ökar` where its quote says `minskar`, unless it denies it. */
import type { ClaimMark } from '../../analysis.ts';
import type { Clause } from '../text/clause.ts';
import { isOpposed, sidesOf } from '../text/opposite-words.ts';
import { stemOf } from '../text/stem.ts';
import { type Checked, markOf } from './checked.ts';
import { claimClauses, compareClauses, evidenceClauses } from './compare-clauses.ts';
import { relationMarks } from './opposite-relations.ts';

export function checkOpposites(checked: Checked): ClaimMark[] {
  const said = evidenceClauses(checked);
  const quoted = said.quoted.flatMap(({ words }) => words);
  const own = checked.tokens.map(({ word }) => word);
  const marks = claimClauses(checked).flatMap((clause) => {
    const { best, all } = compareClauses(clause, said);
    const among = best.length > 0 ? best : all;
    const word = clause.words.find((one) => contradicts(one, { clause, among, quoted, own }));
    return word === undefined ? [] : [markOf('opposite', word)];
  });
  return [...marks, ...relationMarks(checked, said.quoted)];
}

function contradicts(
  word: string,
  of: {
    clause: Clause;
    among: readonly Clause[];
    quoted: readonly string[];
    own: readonly string[];
  },
): boolean {
  const { clause, among, quoted, own } = of;
  if (quoted.some((other) => isSameSide(word, other))) return false;
  if (own.some((other) => isOpposed(word, other))) return false;
  const opposed = among.filter(({ words }) => words.some((other) => isOpposed(word, other)));
  return opposed.length > 0 && opposed.every((other) => other.negated === clause.negated);
}

function isSameSide(word: string, other: string): boolean {
  if (stemOf(word) === stemOf(other)) return true;
  const sides = sidesOf(other);
  return sidesOf(word).some((one) =>
    sides.some(({ pair, side }) => pair === one.pair && side === one.side),
  );
}
