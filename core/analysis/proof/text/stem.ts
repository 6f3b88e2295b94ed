/** Light stems: inflected forms of a word have one, words of another meaning should not. */
import { IRREGULAR } from './irregular-forms.ts';

const MIN_STEM = 3;
/** Longest first. */
const SWEDISH = (
  'ningarnas ningarna elserna ningens ningar ningen elsen heterna heten andet anden arnas ernas ornas ' +
  'arens andes ades ning else arna erna orna aren aste ande ende ades iska iskt erar erat rade het ade ' +
  'are ast ens ets ats ars ers ors ad at en et ar er or as es an na ne te de st t a e n s r'
).split(' ');
const ENGLISH = 'ations ation ments ment ings ing ied ies ers ed er es ly s e y'.split(' ');

const known = new Map<string, string>();
/** Words that are remembered; a transcript of a day has fewer. */
const KNOWN = 100_000;

export function stemOf(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const stem = newStem(word);
  if (known.size >= KNOWN) known.clear();
  known.set(word, stem);
  return stem;
}

function newStem(word: string): string {
  const bare = word.replace(/'s?$/u, '');
  const base = IRREGULAR.get(bare) ?? IRREGULAR.get(bare.replace(/s$/u, '')) ?? bare;
  if (base !== bare) return base;
  if (!/^\p{Script=Latin}+$/u.test(bare)) return bare;
  return without(without(bare.replace(/(?<=\p{L}{4})s$/u, ''), SWEDISH), ENGLISH);
}

/** Without the longest ending that leaves a stem; a double consonant at the end becomes one. */
function without(word: string, endings: readonly string[]): string {
  const ending = endings.find(
    (one) => word.endsWith(one) && word.length - one.length >= MIN_STEM && hasVowel(word, one),
  );
  const stem = ending === undefined ? word : word.slice(0, -ending.length);
  return stem.replace(/([bdfgklmnprst])\1$/u, '$1');
}

function hasVowel(word: string, ending: string): boolean {
  return /[aeiouyåäöéü]/u.test(word.slice(0, -ending.length));
}

/**
 * Whether two stems are of one word or one is in a compound with the other: `skol` and `skolbygg`,
 * `budget` and `vårbudget`.
 */
export function related(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < 4) return false;
  if (long.startsWith(short)) return true;
  if (long.endsWith(short)) return !/^(?:o|un|in|im|miss|van)$/u.test(long.slice(0, -short.length));
  const common = commonPrefix(short, long);
  return common >= 5 && common >= short.length - 2;
}

function commonPrefix(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
