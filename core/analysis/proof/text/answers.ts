/**
 * Questions that are answered: `Går det? – Nej.` denies what was asked, `Ja.` states it. And clauses that
 * only take up the one before: `Det tycker inte jag`, `men jag gör det ändå`.
 */
import type { Clause } from './clause.ts';

const VERB_FIRST =
  /^(?:är|var|har|hade|kan|kunde|ska|skulle|vill|ville|får|fick|går|gick|gör|gjorde|blir|blev|finns|fanns|måste|bör|behöver|kommer|kom|tror|tycker|vet|ser|do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|shall|may)$/u;
const WH = /^(?:vad|vem|vilk\p{L}+|hur|var|varför|när|what|who|which|how|where|why|when)$/u;
const OPENERS = /^(?:och|men|så|eh|and|but|so)$/u;
const YES = /^(?:ja|jo|jodå|jajamän|japp|yes|yeah|yep|absolut|absolutely|sure)$/u;
const NO = /^(?:nej|nä|no|nope)$/u;
const PRONOUN = /^(?:jag|du|han|hon|hen|den|det|vi|ni|de|dom|i|you|he|she|it|we|they)$/u;

/** Says of questions whether they are denied, as far as the next sentence tells. */
export function answer(clauses: readonly Clause[]): void {
  clauses.forEach((clause, at) => {
    if (!isAsked(clause)) return;
    const from = clauses.slice(0, at + 1).findLastIndex(startsSentence);
    const asked = clauses.slice(Math.max(0, from), at + 1);
    const verb = asked[0]?.tokens.find(({ word }) => !OPENERS.test(word))?.word ?? '';
    if (!VERB_FIRST.test(verb) && !isFragment(asked)) return;
    const denied = isDenied(verb, answerAfter(clauses, at));
    if (denied !== undefined) for (const one of asked) settle(one, denied);
  });
}

/** `Två år?` */
function isFragment(asked: readonly Clause[]): boolean {
  const words = asked.flatMap((clause) => clause.words);
  return words.length <= 3 && !words.some((word) => WH.test(word));
}

/** Takes the question mark from a clause. */
function settle(clause: Clause, denied: boolean): void {
  clause.either = false;
  if (!denied) return;
  clause.denied = clause.negated ? [] : clause.stems.filter((stem) => !stem.startsWith('#'));
  clause.negated = !clause.negated;
}

/** The clauses of the sentence after. */
function answerAfter(clauses: readonly Clause[], at: number): Clause[] {
  const after = clauses.slice(at + 1);
  const end = after.findIndex((clause, index) => index > 0 && startsSentence(clause));
  return end < 0 ? after : after.slice(0, end);
}

/** Undefined where the answer does not tell. */
function isDenied(verb: string, reply: readonly Clause[]): boolean | undefined {
  const words = reply.flatMap((clause) => clause.tokens.map(({ word }) => word));
  const [first = '', second = ''] = words;
  const negative = reply.slice(0, 2).some(({ negated }) => negated);
  if (NO.test(first)) return NO.test(second) && !negative ? undefined : true;
  if (YES.test(first)) return negative ? undefined : false;
  if (!PRONOUN.test(first)) return undefined;
  return second === verb && !negative ? false : undefined;
}

function isAsked({ tokens, either }: Clause): boolean {
  return either && /\?/u.test(tokens.at(-1)?.after ?? '');
}

function startsSentence({ tokens, first }: Clause): boolean {
  return first === 0 || /[.!?…\n]/u.test(tokens[0]?.before ?? '');
}

const TAKES_UP = /\b(?:det|detta|that|it|this)\b/u;
/** `I can't`, `det gör jag inte`. */
const SHORT = /^(?:jag|vi|han|hon|de|det|nej|i|we|he|she|they|no)\b/u;
/** `har pratat om det`. */
const OF_IT = /\b(?:om|på|av|med|till|för|i|about|of|with|for|on) (?:det|that|it)$/u;
const ANYWAY = /\b(?:gör|gjorde|do|does|did) (?:det|it|so|that) (?:ändå|i alla fall|anyway|still)/u;

/** Gives a clause the words of the one before that it takes up. */
export function takeUp(clauses: readonly Clause[]): void {
  clauses.forEach((clause, at) => {
    const before = clauses.slice(0, at).findLast((one) => one.stems.length > 0);
    if (before === undefined) return;
    const text = clause.words.join(' ');
    if (ANYWAY.test(text) || (!clause.negated && OF_IT.test(text))) {
      clause.stems.push(...before.denied);
    }
    if (!clause.negated || clause.either || before.negated) return;
    if (clause.stems.length === 0 && SHORT.test(text)) {
      before.either = true;
      before.denied.push(...before.stems);
    } else if (clause.stems.length === 1 && TAKES_UP.test(text)) clause.topic.push(...before.stems);
  });
}

export function withoutOpenQuestions(clauses: readonly Clause[]): Clause[] {
  return clauses.filter((clause, at) => {
    if (!isOpenQuestion(clause)) return true;
    const reply = clauses.slice(at + 1).find((one) => !isOpenQuestion(one));
    return /^(?:nej|nä|no)$/u.test(reply?.words[0] ?? '');
  });
}

/** Asks without an answer that tells: neither states nor denies. */
function isOpenQuestion({ tokens, either, negated }: Clause): boolean {
  return either && !negated && /\?/u.test(tokens.at(-1)?.after ?? '');
}
