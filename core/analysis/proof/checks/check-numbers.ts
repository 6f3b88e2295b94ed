/**
 * Numbers of a claim must be in the quoted words. In the rest of their segment only beside a word that
 * the claim has beside the number too; in a neighbouring segment only if, besides, the quote has no
 * number that the claim leaves out.
 */
import type { ClaimMark } from '../../analysis.ts';
import { type FoundNumber, numbersIn } from '../numbers/found-numbers.ts';
import { periodOf } from '../numbers/per-time.ts';
import { sameQuantity } from '../numbers/quantity.ts';
import { unitOf } from '../numbers/unit-of.ts';
import { isScaled } from '../numbers/scaled.ts';
import { numberKey } from '../numbers/reading.ts';
import type { Passage } from '../passage.ts';
import type { Range } from '../evidence.ts';
import { alike } from '../text/like-words.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { related, stemOf } from '../text/stem.ts';
import type { Token } from '../text/token.ts';
import { type Checked, markOf } from './checked.ts';
import { type Counted, countedIn, swappedNumbers } from './swapped-numbers.ts';

/** Words on either side that say what a number counts. */
const BESIDE = 3;
const ABOUT = new Set(
  `cirka ca ungefär runt omkring kring nästan drygt knappt närmare uppemot över about around roughly
  approximately nearly almost over`.split(/\s+/u),
);

/** A number with the stems of the words around it, and of the word that it counts. */
interface Placed {
  number: FoundNumber;
  beside: string[];
  counted: string | undefined;
  unit: string | undefined;
  /** `week` of `a week`. */
  period: string | undefined;
  quoted: boolean;
  /** In the segments of the quote. */
  cited: boolean;
}

type Own = Omit<Placed, 'quoted' | 'cited'>;

export function checkNumbers(checked: Checked): ClaimMark[] {
  const { tokens, language, passages } = checked;
  const said = passages.flatMap((passage) => saidIn(passage, checked.evidence.language));
  const own = numbersIn(tokens, language);
  const leavesOut = said.some(
    (one) => one.quoted && !one.number.weak && !own.some((number) => isEqual(number, one.number)),
  );
  const usable = said.filter((one) => one.cited || !leavesOut);
  return own
    .filter(
      (number) =>
        !isGrounded(number, usable, tokens) ||
        (leavesOut && !number.weak && isRepeated(number, own, usable)),
    )
    .concat(swappedNumbers(countedIn(own.filter(isStrong), tokens), quotedCounts(checked)))
    .map(({ text }) => markOf('number', text));
}

function isStrong({ weak }: FoundNumber): boolean {
  return !weak;
}

function quotedCounts({ passages, evidence }: Checked): Counted[] {
  return passages.flatMap((passage) => {
    const quoted = numbersIn(passage.around, evidence.language).filter(
      (number) => isStrong(number) && isIn(number, passage.quoted),
    );
    return countedIn(quoted, passage.around);
  });
}

/** More often than it was said, in the place of a number that the claim leaves out. */
function isRepeated(
  number: FoundNumber,
  own: readonly FoundNumber[],
  said: readonly Placed[],
): boolean {
  const times = own.filter((other) => isEqual(number, other)).length;
  return times > 1 && times > said.filter((one) => isEqual(number, one.number)).length;
}

function saidIn(passage: Passage, language: string): Placed[] {
  return numbersIn(passage.around, language).map((number) => ({
    ...placed(number, passage.around),
    quoted: isIn(number, passage.quoted),
    cited: isIn(number, passage.cited),
  }));
}

function isIn({ at, length }: FoundNumber, { first, end }: Range): boolean {
  return at < end && at + length > first;
}

function placed(number: FoundNumber, tokens: readonly Token[]): Own {
  const after = number.at + number.length;
  const near = [
    ...tokens.slice(Math.max(0, number.at - BESIDE), number.at),
    ...tokens.slice(after, after + BESIDE),
  ];
  const isCompound = /\p{L}(?:årigt?a?|dagars|timmars|månaders|veckors)$/u.test(
    tokens[number.at]?.word ?? '',
  );
  const next = isCompound ? undefined : tokens[after];
  return {
    number,
    beside: near.filter(({ word }) => !isFunctionWord(word)).map(({ word }) => stemOf(word)),
    unit: unitOf(number, tokens),
    period: periodOf(number, tokens),
    counted: next && !isFunctionWord(next.word) ? stemOf(next.word) : undefined,
  };
}

function isGrounded(
  number: FoundNumber,
  said: readonly Placed[],
  tokens: readonly Token[],
): boolean {
  const own = placed(number, tokens);
  if (number.weak) return !isContradicted(own, said);
  const numbers = said.map((one) => one.number);
  return said.some((one) => {
    if (sameQuantity(own, one) === true) return true;
    if (differ(own.unit, one.unit) || differ(own.period, one.period)) return false;
    const equal =
      isEqual(number, one.number) ||
      isScaled(number, one.number, numbers) ||
      (isAbout(own, tokens) && rounds(number, one.number));
    return equal && (one.quoted || own.beside.some((word) => one.beside.some(isLike(word))));
  });
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function isLike(word: string): (other: string) => boolean {
  return (other) => related(word, other) || alike(word, other);
}

function isEqual(number: FoundNumber, other: FoundNumber): boolean {
  if (isPartOfAll(number) && isPartOfAll(other)) return number.keys[0] === other.keys[0];
  // `five out of eight` is not said by `eight`.
  const own = isPartOfAll(number) ? number.keys.slice(0, -1) : number.keys;
  return own.some((key) => other.keys.includes(key));
}

function isPartOfAll({ keys }: FoundNumber): boolean {
  return keys[0]?.startsWith('of:') === true;
}

/** `ett år` where the quote has `två år`; elsewhere `en` and `första` are no numbers. */
function isContradicted({ number, counted }: Own, said: readonly Placed[]) {
  if (counted === undefined) return false;
  const same = said.filter((one) => one.quoted && one.counted === counted);
  return same.length > 0 && !same.some((one) => isEqual(number, one.number));
}

function isAbout({ number }: Own, tokens: readonly Token[]): boolean {
  return tokens.slice(Math.max(0, number.at - 2), number.at).some(({ word }) => ABOUT.has(word));
}

/** Whether a number with `about` before it is the other with fewer digits. */
function rounds(number: FoundNumber, other: FoundNumber): boolean {
  if (isNearShare(number, other)) return true;
  const value = Number(number.keys[0]);
  const exact = Number(other.keys[0]);
  if (!Number.isFinite(value) || !Number.isFinite(exact) || value === 0) return false;
  const digits = String(Math.abs(value)).replace(/[.]|0+$/gu, '').length;
  return [Math.round, Math.floor, Math.ceil].some((to) => {
    const step = 10 ** (Math.floor(Math.log10(Math.abs(exact))) + 1 - digits);
    return exact !== 0 && numberKey(to(exact / step) * step) === numberKey(value);
  });
}

/** `nästan en tredjedel` of 32 percent: within three points. */
function isNearShare({ keys }: FoundNumber, other: FoundNumber): boolean {
  const percent = Number(keys[1]);
  const isShare = Number(keys[0]) < 1 && Math.abs(Number(keys[0]) * 100 - percent) < 1;
  return isShare && other.keys.some((key) => Math.abs(Number(key) - percent) <= 3);
}
