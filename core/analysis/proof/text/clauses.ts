/** Clauses of a text, and which of them are denied. */
import { numbersIn } from '../numbers/found-numbers.ts';
import { isFunctionWord } from './function-words.ts';
import { isReporting } from './like-words.ts';
import { denialsOf } from './denials.ts';
import { answer } from './answers.ts';
import type { Clause } from './clause.ts';
import { isNegation, isTakenBack } from './negation-words.ts';
import { impliesNot } from './implied-negations.ts';
import { stemOf } from './stem.ts';
import { withPhrases } from './phrases.ts';
import type { Token } from './token.ts';

const CONJUNCTIONS = new Set(
  `och men eller att som eftersom när medan fast trots därför innan sedan då där
  and but or that which who because when while although though since unless if nor`.split(/\s+/u),
);
/** The negation with these verbs denies what follows `att`: `tror inte att`, `kommer inte att`. */
const CARRIES_ON =
  /^(?:tro|trodde|tyck|anse|anså|mena|känn|verka|räkna|komm|kom|tänk|planera|avse|ska|skull|gå|gick|behöv|vill|vilja|försök|lyckas|hinn|hann|ork|våga|önsk|tillåt|kan|betyd|innebär|skriv|skrev|säg|sa$|sade|påstå|förnek|think|thought|believ|feel|expect|want|seem|suppose|mean|deny|denie)/u;
/** `ingen annan än styrelsen`. */
const ONLY =
  /\b(?:ingen annan|inget annat|inga andra|ingen utom|nothing but|nobody but|no one but)\b/u;
/** `det var inte Erik som …`. */
const CLEFT = /^(?:det|it) (?:är|var|blir|blev|is|was) (?:inte|aldrig|not|never)\b/u;
const ADVERB = /^(?:inte|ej|icke|aldrig|knappast|not|never|hardly|.*n't)$/u;
const PRONOUN = /^(?:jag|du|han|hon|hen|den|det|vi|ni|de|dom|sig|mig|i|you|he|she|it|we|they)$/u;
const OPINION = /^(?:tro|tyck|anse|tänk|think|thought|believ|feel)/u;
const BREAK = /[.,;:!?…][\s"”»)]|[()…"”\n]|\s[-–—]\s|—/u;
const SENTENCE_END = /[.!?…\n]/u;

export function clausesOf(tokens: readonly Token[], language: string): Clause[] {
  const clauses: Clause[] = [];
  const starts = startsOf(tokens);
  const numbers = numbersIn(tokens, language).filter(({ weak }) => !weak);
  starts.forEach((first, index) => {
    const end = starts[index + 1] ?? tokens.length;
    const inside = numbers.filter(({ at }) => at >= first && at < end);
    const keys = inside.flatMap((number) => number.keys.map((key) => `#${key}`));
    clauses.push(clauseOf(tokens, { first, end }, keys));
  });
  inherit(clauses, tokens);
  answer(clauses);
  return clauses;
}

function startsOf(tokens: readonly Token[]): number[] {
  const starts: number[] = [];
  tokens.forEach(({ word, before }, at) => {
    const open = tokens.slice(starts.at(-1) ?? 0, at);
    if (at === 0 || (isBreak(before, word) && word !== 'without')) starts.push(at);
    else if (word === 'som' && isShortEnd(tokens.slice(at + 1))) return;
    else if (endsCondition(word, open)) starts.push(at);
    else if (word === 'utan' && mayMeanBut(open, tokens[at + 1])) starts.push(at);
    else if (isIf(word, tokens.slice(at + 1, at + 6))) starts.push(at);
    else if (CONJUNCTIONS.has(word) && !carriesOn(word, open)) starts.push(at);
  });
  return starts;
}

/** `som orättvist`: has no verb. */
function isShortEnd(after: readonly Token[]): boolean {
  return /[.,;:!?…]/u.test(after[0]?.after ?? '.') || CONJUNCTIONS.has(after[1]?.word ?? 'och');
}

/** `Om hon inte äter | ska hon …`. */
function endsCondition(word: string, open: readonly Token[]): boolean {
  if (!/^(?:ska|skall|får|kan|måste|bör|blir)$/u.test(word) || open.length < 3) return false;
  return /^(?:om|ifall)$/u.test(open[0]?.word ?? '') || /^blir$/u.test(open[0]?.word ?? '');
}

/** Not the point or comma in a number. */
function isBreak(before: string, word: string): boolean {
  return BREAK.test(before) && !(before.length === 1 && /^\d/u.test(word));
}

/** `om det …`, `även om …`; elsewhere `om` means `about`. */
function isIf(word: string, after: readonly Token[]): boolean {
  const next = after[0]?.word;
  if (word === 'även') return next === 'om';
  if (word !== 'om') return false;
  const end = after.findIndex(({ before }, at) => at > 0 && BREAK.test(before));
  const denial = after.findIndex(({ word: one }) => /^(?:inte|ej)$/u.test(one));
  if (denial > 0 && denial + 1 < (end < 0 ? after.length : end)) return true;
  return /^(?:det|den|de|dom|man|vi|jag|du|han|hon|ni|inte|inget|ingen)$/u.test(next ?? '');
}

/** `utan` after a negation, and `utan att`, which denies its own clause. */
function mayMeanBut(open: readonly Token[], next: Token | undefined): boolean {
  return next?.word === 'att' || open.some((one) => isNegation(one.word));
}

function carriesOn(word: string, open: readonly Token[]): boolean {
  if (word !== 'att' && word !== 'that') return false;
  if (open.at(-1)?.word === 'utan') return true;
  if (open.at(-1)?.word === 'för' && open.at(-3)?.word === 'för') return true;
  const words = open.map((one) => one.word);
  if (words.some((_, at) => impliesNot([...words, word], at))) return true;
  return open.some((one) => isNegation(one.word)) && open.some((one) => CARRIES_ON.test(one.word));
}

function clauseOf(
  tokens: readonly Token[],
  { first, end }: { first: number; end: number },
  numbers: readonly string[],
): Clause {
  const own = tokens.slice(first, end);
  const words = own.map(({ word }) => word);
  const denials = denialsOf(tokens, { first, end });
  const isUndone = deniesDenial(words, denials);
  return {
    ...{ first, end, tokens: own, words: withPhrases(words), topic: [] },
    negated: denials.includes(true) && !isUndone,
    either:
      (!isUndone && isEither(words, denials)) ||
      startsWithUtan(tokens, first) ||
      isQuestion(tokens, end),
    stems: [...stemsOf(words), ...numbers],
    denied: isUndone ? [] : deniedIn(words, denials.indexOf(true)),
    head: headStem(words, denials.indexOf(true)),
    implied: isUndone ? undefined : impliedIn(words),
  };
}

/** What follows the negation, and the verb before it; not `tror` of `tror inte att`. */
function deniedIn(words: readonly string[], denial: number): string[] {
  if (denial < 0) return [];
  const verb = headOf(words, denial);
  const own = verb === undefined ? [] : stemsOf([verb]);
  const after = isNoOne(words, denial + 1) ? denial + 2 : denial + 1;
  const denied = [...own, ...stemsOf(words.slice(after))];
  const facts = tellsOpinion(words) ? denied.filter((stem) => !OPINION.test(stem)) : denied;
  if (facts.length > 0) return facts;
  const reported = words
    .slice(denial + 1)
    .map(stemOf)
    .filter(isReporting);
  if (reported.length > 0 || !ADVERB.test(words[denial] ?? '')) return reported;
  return stemsOf(words.slice(0, denial)).slice(-1);
}

/** `tror inte att …`, `don't think we …`. */
function tellsOpinion(words: readonly string[]): boolean {
  return words.some(
    (word, at) => /^(?:att|that)$/u.test(word) || /^(?:think|believe)$/u.test(words[at - 1] ?? ''),
  );
}

function headStem(words: readonly string[], denial: number): string | undefined {
  const head = headOf(words, denial);
  return head === undefined ? undefined : stemOf(head);
}

/** The word before the adverb, or before a pronoun between them: `skriver han inte`. */
function headOf(words: readonly string[], denial: number): string | undefined {
  const adverb = words[denial] ?? '';
  if (!ADVERB.test(adverb) || adverb.endsWith("n't")) return undefined;
  const before = withPhrases(words).slice(0, denial);
  const at = PRONOUN.test(before.at(-1) ?? '') ? -2 : -1;
  const word = before.at(at);
  return word === undefined || isFunctionWord(word) || isNegation(word) ? undefined : word;
}

function stemsOf(words: readonly string[]): string[] {
  return withPhrases(words)
    .filter((word, at) => !isFunctionWord(word) && !isNegation(word) && !isNoOne(words, at))
    .filter((word) => !/^\d/u.test(word))
    .map(stemOf)
    .filter((stem) => !isReporting(stem));
}

function isNoOne(words: readonly string[], at: number): boolean {
  return words[at] === 'one' && words[at - 1] === 'no';
}

/** `utan stöd hade vi …` says what would be; after a negation `utan` can mean `but`. */
function startsWithUtan(tokens: readonly Token[], first: number): boolean {
  const starter = tokens[first];
  if (starter?.word !== 'utan' || tokens[first + 1]?.word === 'att') return false;
  return !/[,;]/u.test(starter.before);
}

function impliedIn(words: readonly string[]): string | undefined {
  const word = words.find((_, at) => impliesNot(words, at));
  return word === undefined ? undefined : stemOf(word);
}

/** `har inte slutat röka`: states what is denied twice. */
function deniesDenial(words: readonly string[], denials: readonly boolean[]): boolean {
  const at = denials.indexOf(true);
  if (denials.filter(Boolean).length !== 2 || !ADVERB.test(words[at] ?? '')) return false;
  return impliesNot(words, denials.lastIndexOf(true));
}

function isEither(words: readonly string[], denials: readonly boolean[]): boolean {
  // Two deny each other: `cannot afford it without help`.
  if (denials.filter(Boolean).length > 1 || ONLY.test(words.join(' '))) return true;
  return denials.some(
    (denied, at) =>
      denied &&
      (isTakenBack(words[at + 1]) ||
        words[at - 1] === 'om' ||
        words[at - 1] === 'if' ||
        words.slice(at).some((word) => word === 'förrän' || word === 'until')),
  );
}

function isQuestion(tokens: readonly Token[], end: number): boolean {
  const last = tokens.slice(end - 1).find(({ after }) => SENTENCE_END.test(after));
  return last !== undefined && /\?/u.test(last.after);
}

/** `varken A eller B`, `inte A eller B`: the second is denied too. */
function inherit(clauses: readonly Clause[], tokens: readonly Token[]): void {
  clauses.forEach((clause, index) => {
    const starter = tokens[clause.first]?.word ?? '';
    const before = clauses[index - 1];
    if (before !== undefined && /^(?:unless|until|förrän|än)$/u.test(starter)) before.either = true;
    if (/^(?:som|who|that)$/u.test(starter) && CLEFT.test(before?.words.join(' ') ?? '')) {
      clause.either = true;
    }
    if (!/^(?:eller|or|nor)$/u.test(starter)) return;
    if (clauses[index - 1]?.negated === true) clause.negated = true;
  });
}
