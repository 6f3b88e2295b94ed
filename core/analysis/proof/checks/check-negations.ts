/**
 * A claim must deny what its quote denies, and nothing else. Compared by clauses: each clause of the
 * claim with those around the quote that have most words in common with it. The clause is read whole in
 * the transcript, so that a quote cannot leave out a negation before or after its words.
 */
import type { ClaimMark } from '../../analysis.ts';
import type { Clause } from '../text/clause.ts';
import { isNegation } from '../text/negation-words.ts';
import { stemOf } from '../text/stem.ts';
import { withoutOpenQuestions } from '../text/answers.ts';
import { type Checked, markOf } from './checked.ts';
import {
  claimClauses,
  type Compared,
  compareClauses,
  evidenceClauses,
  inCommon,
} from './compare-clauses.ts';
import { coversAll, isCompatible, lacksUntil } from './compatible.ts';
import { differsInCount, statesVerb } from './denial-parity.ts';
import { coreOf, sharesOf, statesCore } from './stated-core.ts';

export function checkNegations(checked: Checked): ClaimMark[] {
  const said = evidenceClauses(checked);
  const own = claimClauses(checked);
  const quoted = withoutOpenQuestions(said.quoted);
  const cited = withoutOpenQuestions(said.cited);
  const compared = own.map((clause) =>
    compareClauses(clause, clause.negated ? { quoted, cited } : said),
  );
  const isOther = compared.every(({ clause, score }) => score === 0 && !clause.negated);
  const wrong = compared
    .filter((one, at) => {
      if (one.clause.negated) return !mayDeny(one);
      return !isCarriedOn(own, at) && !mayState(one, isOther);
    })
    .map(({ clause }) => clause);
  if (wrong.length === 0 && addsOne(own, [...quoted, ...cited])) {
    wrong.push(...own.filter(({ negated }) => negated));
  }
  return wrong.slice(0, 1).map((clause) => markOf('negation', textOf(clause)));
}

/**
 * A clause with a negation: what the transcript denies has more in common with what it denies than what
 * the transcript states, or the clause that says most of it is denied.
 */
function mayDeny({ clause, best, score, all, cited }: Compared): boolean {
  if (isCondition(clause)) return !all.some((other) => isSameCondition(clause, other));
  if (differsInCount(clause, all) || lacksUntil(clause, best)) return false;
  if (clause.either || isSameSubject(clause, all)) return true;
  if (all.some((other) => saysImplied(clause, other))) return true;
  const denied = [...all, ...cited]
    .filter(isDenied)
    .map((other) => inCommon(clause.denied, [...other.denied, ...other.topic]));
  if (clause.denied.length === 0 && denied.length > 0) return true;
  const stated = all.filter(({ negated, either }) => !negated && !either);
  const shares = stated.map((other) => inCommon(clause.denied, other.stems));
  const most = Math.max(0, ...shares);
  if (Math.max(0, ...denied) > most) return true;
  if (most === 0 && all.some((one) => one.negated && one.denied.length === 0)) return true;
  if (isContrast(clause) && all.some(hasContrast)) return true;
  if (isOnlyDenied(clause.denied.slice(0, 1), all)) return true;
  const head = statedHead(clause, all);
  const least = Math.max(0, ...denied);
  if ((most > least || (most === least && clause.head === clause.denied[0])) && head.length > 0) {
    return head.some((other) => isCompatible(clause, other));
  }
  const among = score > 0 ? best : all;
  return among.some((other) => isCompatible(clause, other));
}

/** `nobody` in both, whatever verbs they have. */
function isSameSubject({ words }: Clause, all: readonly Clause[]): boolean {
  const [subject = ''] = words;
  return /^(?:ingen|nobody)$/u.test(subject) && all.some((other) => other.words.includes(subject));
}

/** `slutade` in both, whatever it denies there. */
function saysImplied({ implied }: Clause, { words }: Clause): boolean {
  if (implied === undefined || words.some(isNegation)) return false;
  return words.some((word) => stemOf(word) === implied);
}

/** Whether the quotes deny a word and nowhere state it. */
function isOnlyDenied(head: readonly string[], all: readonly Clause[]): boolean {
  const isStated = all.some(({ negated, stems }) => !negated && inCommon(head, stems) > 0);
  return !isStated && all.some((other) => other.negated && inCommon(head, other.denied) > 0);
}

/** Where the first word that a clause denies is stated; none if it is denied too. */
function statedHead({ denied }: Clause, all: readonly Clause[]): Clause[] {
  const head = denied.slice(0, 1);
  if (all.some((other) => isDenied(other) && inCommon(head, other.denied) > 0)) return [];
  return all.filter(
    ({ negated, either, stems }) => !negated && !either && inCommon(head, stems) > 0,
  );
}

/**
 * Whether all that a clause of the quotes denies stands in the claim, and nowhere in the quotes but there.
 */
function statesDenied(clause: Clause, all: readonly Clause[]): boolean {
  const stated = all.filter(({ negated }) => !negated).flatMap(({ stems }) => stems);
  return all.some((other) => {
    if (!other.negated || other.either || isCompatible(clause, other)) return false;
    if (statesHead(clause, other, stated)) return true;
    const overlap = inCommon(clause.stems, [...other.stems, ...other.topic]);
    if (all.some((one) => !one.negated && sharesOf(clause, one, []) > Math.max(2, overlap)))
      return false;
    if (!coversAll(clause.stems, other.denied) || inCommon(other.denied, stated) > 0) return false;
    if (other.denied.length > 1) return true;
    const shared = inCommon([...other.stems, ...other.topic], clause.stems);
    return shared * 2 >= clause.stems.length;
  });
}

/** `talade ofta` where the quote has `talade aldrig`. */
function statesHead({ words }: Clause, { head }: Clause, stated: readonly string[]): boolean {
  if (head === undefined || stated.includes(head)) return false;
  return words.some((word) => stemOf(word) === head);
}

/** A clause without: what says most of it does not deny these words. `isOther`: no word is in common. */
function mayState({ clause, best, score, all }: Compared, isOther: boolean): boolean {
  if (statesVerb(clause, all) || differsInCount(clause, all)) return false;
  if (score === 0) {
    return !isOther || all.length === 0 || all.some((other) => isCompatible(clause, other));
  }
  if (isCondition(clause) && all.some((other) => isSameCondition(clause, other))) return false;
  const isBeside = score < 2 && !best.some((other) => all.includes(other));
  if (isBeside || clause.either || clause.stems.every((stem) => stem.startsWith('#'))) return true;
  if (statesDenied(clause, all) || statesCore(clause, all)) return false;
  // One word in common says too little of a clause that says something else.
  const little = score < 2 && score * 2 <= clause.stems.length;
  return best.some(
    (other) =>
      isCompatible(clause, other) ||
      (isCondition(other) && inCommon(other.denied.slice(0, 1), clause.stems) === 0) ||
      inCommon(clause.stems, coreOf(other)) === 0 ||
      (little && !coversAll(clause.stems, other.denied)),
  );
}

/** `om de inte är överens …`: says what would be, as `annars` does. */
function isCondition({ tokens }: Clause): boolean {
  return /^(?:om|ifall|if)$/u.test(tokens[0]?.word ?? '');
}

/** Conditions of which only one has a negation, before the same word: `om vi inte är överens`. */
function isSameCondition(clause: Clause, other: Clause): boolean {
  if (!isCondition(other) || clause.negated === other.negated) return false;
  const [denied, plain] = clause.negated ? [clause, other] : [other, clause];
  return inCommon(denied.denied.slice(0, 1), plain.stems.slice(0, 2)) > 0;
}

/** `…, inte från koldioxiden`: what is said is contrasted with something else. */
function isContrast({ tokens, negated }: Clause): boolean {
  return negated && /^(?:inte|ej|not)$/u.test(tokens[0]?.word ?? '');
}

function hasContrast({ words }: Clause): boolean {
  return words.some((word) =>
    /^(?:men|utan|däremot|istället|snarare|but|instead|rather)$/u.test(word),
  );
}

function isDenied({ negated, either }: Clause): boolean {
  return negated || either;
}

/** More negations than all that was said has, and no word that stands for one. */
function addsOne(own: readonly Clause[], said: readonly Clause[]): boolean {
  const denied = own.filter(({ negated }) => negated);
  if (denied.length === 0 || said.some(isDenied)) return false;
  return !denied.some((clause) =>
    said.some((other) => isCompatible(clause, other) || saysImplied(clause, other)),
  );
}

const WONDERS =
  /\b(?:oro\p{L}*|rädd\p{L}*|fråga\p{L}*|undra\p{L}*|worr\p{L}*|afraid|fear\p{L}*|ask\p{L}*|wonder\p{L}*)\b/u;

/** `ger ingen tid att läsa`, `undrar om`: the denial before can be meant. */
function isCarriedOn(clauses: readonly Clause[], at: number): boolean {
  const starter = clauses[at]?.tokens[0]?.word ?? '';
  const before = clauses[at - 1];
  if (before === undefined || !/^(?:att|that|om|if)$/u.test(starter)) return false;
  return before.negated || WONDERS.test(before.words.join(' '));
}

function textOf({ tokens }: Clause): string {
  return tokens.map(({ raw }) => raw).join(' ');
}
