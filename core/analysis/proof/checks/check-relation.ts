/**
 * A claim must be about what is said in its quotes: enough of its words with meaning, or words like
 * them, are in the quoted segments or their neighbours. Not checked across languages.
 */
import type { ClaimMark } from '../../analysis.ts';
import { guessedLanguage, isFunctionWord } from '../text/function-words.ts';
import { alike, isReporting } from '../text/like-words.ts';
import { isNegation } from '../text/negation-words.ts';
import { nameKeys } from '../names/name-key.ts';
import { related, stemOf } from '../text/stem.ts';
import type { Token } from '../text/token.ts';
import { numbersIn } from '../numbers/found-numbers.ts';
import { type Passage, wordsIn } from '../passage.ts';
import { withPhrases } from '../text/phrases.ts';
import { type Checked, markOf } from './checked.ts';

/** Share of a claim's words that its quotes must explain: more of a long claim than of a short one. */
const MIN_SHARE = 0.4;
const SHARE_PER_WORD = 0.1;
const MIN_SHARE_BESIDE = 0.7;
/** What a word counts that only a neighbouring segment has. */
const NEAR = 0.5;
/** What a word counts that only has a word of its kind there. */
const ALIKE = 0.5;

export function checkRelation(checked: Checked): ClaimMark[] {
  if (isTranslated(checked)) return [];
  const own = meant(checked);
  if (own.length === 0) return [];
  const cited = saidIn(checked, (passage) => wordsIn(passage, passage.cited));
  const around = saidIn(checked, ({ around: all }) => all);
  const missing: string[] = [];
  let share = 0;
  for (const word of own) {
    const worth = Math.max(worthOf(word, cited), NEAR * worthOf(word, around));
    share += worth / own.length;
    if (worth === 0) missing.push(word);
  }
  return share < leastShare(checked, own.length) ? [markOf('unrelated', missing.join(' '))] : [];
}

/** More near words that tell a language model what to write: it may have obeyed them. */
function leastShare({ passages }: Checked, words: number): number {
  return passages.some(({ besideInstruction }) => besideInstruction)
    ? MIN_SHARE_BESIDE
    : Math.min(MIN_SHARE, SHARE_PER_WORD * words);
}

/** Words with meaning and numbers; none of a claim that only reports. */
function meant({ tokens, language }: Checked): string[] {
  const numbers = numbersIn(tokens, language).filter(({ weak }) => !weak);
  const counted = new Set(
    numbers.flatMap(({ at, length }) => Array.from({ length }, (_, next) => at + next)),
  );
  const words = withPhrases(tokens.map(({ word }) => word)).filter(
    (word, at) =>
      !counted.has(at) && !isFunctionWord(word) && !isNegation(word) && !isReporting(stemOf(word)),
  );
  return [...words, ...numbers.map(({ keys }) => `#${keys.join('#')}`)];
}

function saidIn(checked: Checked, of: (passage: Passage) => readonly Token[]): Set<string> {
  return new Set(
    checked.passages.flatMap((passage) => {
      const tokens = of(passage);
      const words = withPhrases(tokens.map(({ word }) => word));
      const numbers = numbersIn(tokens, checked.evidence.language).flatMap(({ keys }) => keys);
      return [
        ...words.flatMap((word) => [stemOf(word), ...nameKeys(word)]),
        ...numbers.map((key) => `#${key}`),
        ...passage.speakers.map((speaker) => speaker.toLowerCase()),
      ];
    }),
  );
}

function worthOf(word: string, said: ReadonlySet<string>): number {
  if (word.startsWith('#')) {
    return word
      .slice(1)
      .split('#')
      .some((key) => said.has(`#${key}`))
      ? 1
      : 0;
  }
  const stem = stemOf(word);
  if (said.has(stem) || nameKeys(word).some((key) => said.has(key))) return 1;
  let worth = 0;
  for (const other of said) {
    if (related(stem, other)) return 1;
    if (alike(stem, other)) worth = ALIKE;
  }
  return worth;
}

function isTranslated({ tokens, evidence, passages }: Checked): boolean {
  const own = guessedLanguage(tokens.map(({ word }) => word));
  const around = passages.flatMap((passage) => passage.around.map(({ word }) => word));
  const said = guessedLanguage(around) ?? evidence.language;
  return own !== undefined && own !== said;
}
