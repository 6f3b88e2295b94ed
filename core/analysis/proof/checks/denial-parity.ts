/** Denials that are counted: two deny each other, and function words alone can be denied. */
import type { Clause } from '../text/clause.ts';
import { isNegation } from '../text/negation-words.ts';
import { inCommon } from './compare-clauses.ts';

const ALSO = /^(?:utan|emot|against|alone|ensam)$/u;
const VERB = /^(?:fick|fått|varit|gjort|gjorde|haft|blev|blivit|finns|fanns)$/u;
const TAKEN_BACK = /\b(?:bara|only|just|förrän|until|minst)\b/u;

/** Whether the claim denies twice what was denied once, or the other way round. */
export function differsInCount(clause: Clause, all: readonly Clause[]): boolean {
  const own = denialsIn(clause);
  if (own === 0 || TAKEN_BACK.test(clause.words.join(' '))) return false;
  const same = all.filter((one) => {
    const shared = inCommon(clause.stems, one.stems);
    return shared >= 2 && !TAKEN_BACK.test(one.words.join(' ')) && denialsIn(one) > 0;
  });
  return same.length > 0 && same.every((one) => (denialsIn(one) - own) % 2 !== 0);
}

function denialsIn({ words }: Clause): number {
  const counted = words.filter((word) => isNegation(word) || ALSO.test(word)).length;
  return /^(?:no|nej)$/u.test(words.at(-1) ?? '') ? counted - 1 : counted;
}

/** `har varit` where `har inte varit där` was said, and nothing else with this verb. */
export function statesVerb({ words }: Clause, all: readonly Clause[]): boolean {
  return all.some((other) => {
    if (!other.negated || other.either) return false;
    const at = other.words.findIndex(isNegation);
    const verb = other.words.slice(Math.max(0, at - 2), at + 3).find((word) => VERB.test(word));
    if (verb === undefined || !words.includes(verb)) return false;
    return !all.some((one) => one !== other && one.words.includes(verb));
  });
}
