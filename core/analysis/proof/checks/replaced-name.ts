/** A first word that nothing tells to be a name, but that stands where the quote has one: `Telia säger upp`. */
import { isFunctionWord } from '../text/function-words.ts';
import { alike } from '../text/like-words.ts';
import { related, stemOf } from '../text/stem.ts';
import { isCapitalised, startsSentence, type Token } from '../text/token.ts';
import type { Checked } from './checked.ts';

/** Endings of nouns in the definite form or the plural, and of adverbs. */
const ORDINARY =
  /(?:en|et|an|na|rn|ar|er|or|ing|het|igen|vis|ligt|igt|st|s|tid|ad|at|are|ande|ly|ers)$/u;

/** The word, if it is found nowhere and a name follows or precedes the same word in a quote. */
export function replacedName({ tokens, passages, evidence }: Checked): Token[] {
  const [first, next, third] = tokens;
  if (first === undefined || next === undefined || third === undefined) return [];
  if (ORDINARY.test(first.word) || first.word.length < 3 || isFunctionWord(first.word)) return [];
  if (evidence.positionsOf(first.word).length > 0 || isCapitalised(next.raw)) return [];
  if (/^(?:jag|han|hon|hen|den|det|vi|de|man|it|he|she|they|we)$/u.test(third.word)) return [];
  const around = passages.flatMap((passage) => passage.around);
  const stem = stemOf(first.word);
  if (around.some(({ word }) => related(stemOf(word), stem) || alike(stemOf(word), stem)))
    return [];
  const verb = stemOf(next.word);
  const stands = around.some((one, at) => {
    const before = around[at - 1];
    if (before === undefined || stemOf(one.word) !== verb || !isCapitalised(before.raw))
      return false;
    return (
      !isFunctionWord(before.word) && (!startsSentence(before, at - 1) || isRare(before, evidence))
    );
  });
  return stands ? [first] : [];
}

/** Not written in lower case anywhere. */
function isRare({ word, raw }: Token, evidence: Checked['evidence']): boolean {
  return isCapitalised(raw) && evidence.casingOf(word).lower === 0 && !ORDINARY.test(word);
}
