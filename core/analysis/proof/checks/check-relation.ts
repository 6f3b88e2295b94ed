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
import { type Checked, markOf } from './checked.ts';

/** Share of a claim's words that its quotes must explain. */
const MIN_SHARE = 0.3;

export function checkRelation(checked: Checked): ClaimMark[] {
  if (isTranslated(checked)) return [];
  const own = meant(checked.tokens);
  if (own.length === 0) return [];
  const said = new Set(
    checked.passages.flatMap(({ around, speakers }) => [
      ...around.flatMap(({ word }) => [stemOf(word), ...nameKeys(word)]),
      ...speakers.map((speaker) => speaker.toLowerCase()),
    ]),
  );
  const missing = own.filter(({ word }) => !isSaid(word, said));
  const share = 1 - missing.length / own.length;
  if (share >= MIN_SHARE) return [];
  return [markOf('unrelated', missing.map(({ raw }) => raw).join(' '))];
}

/** Words with meaning; of a claim that only reports, those that report. */
function meant(tokens: readonly Token[]): Token[] {
  const content = tokens.filter(
    ({ word }) => !isFunctionWord(word) && !isNegation(word) && !/^\d/u.test(word),
  );
  const own = content.filter(({ word }) => !isReporting(stemOf(word)));
  return own.length > 0 ? own : [];
}

function isSaid(word: string, said: ReadonlySet<string>): boolean {
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
