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

/** Share of a claim's words that its quotes must explain. */
const MIN_SHARE = 0.25;
const MIN_SHARE_BESIDE = 0.7;
/** What a word counts that only a neighbouring segment has. */
const NEAR = 0.5;

export function checkRelation(checked: Checked): ClaimMark[] {
  if (isTranslated(checked)) return [];
  const own = meant(checked);
  if (own.length === 0) return [];
  const cited = saidIn(checked, (passage) => wordsIn(passage, passage.cited));
  const around = saidIn(checked, ({ around: all }) => all);
  const missing: string[] = [];
  let share = 0;
  for (const word of own) {
    const worth = isSaid(word, cited) ? 1 : isSaid(word, around) ? NEAR : 0;
    share += worth / own.length;
    if (worth === 0) missing.push(word);
  }
  return share < leastShare(checked) ? [markOf('unrelated', missing.join(' '))] : [];
}

/** More near words that tell a language model what to write: it may have obeyed them. */
function leastShare({ passages }: Checked): number {
  return passages.some(({ besideInstruction }) => besideInstruction) ? MIN_SHARE_BESIDE : MIN_SHARE;
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

function isSaid(word: string, said: ReadonlySet<string>): boolean {
  if (word.startsWith('#'))
    return word
      .slice(1)
      .split('#')
      .some((key) => said.has(`#${key}`));
  const stem = stemOf(word);
  if (said.has(stem) || nameKeys(word).some((key) => said.has(key))) return true;
  for (const other of said) if (related(stem, other) || alike(stem, other)) return true;
  return false;
}

function isTranslated({ tokens, evidence, passages }: Checked): boolean {
  const own = guessedLanguage(tokens.map(({ word }) => word));
  const around = passages.flatMap((passage) => passage.around.map(({ word }) => word));
  const said = guessedLanguage(around) ?? evidence.language;
  return own !== undefined && own !== said;
}
