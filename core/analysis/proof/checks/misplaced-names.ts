/** Names that the quotes have, in each other's place. */
import { nameKeys } from '../names/name-key.ts';
import { namesIn } from '../names/found-names.ts';
import { stemOf } from '../text/stem.ts';
import { isCapitalised, type Token } from '../text/token.ts';
import type { Checked } from './checked.ts';

export function misplacedNames(checked: Checked): Token[] {
  const { tokens, language, evidence, passages } = checked;
  const names = namesIn({ tokens, language, evidence });
  return names.flatMap((at) => {
    const [name, verb, other] = tokens.slice(at, at + 3);
    if (!name || !verb || !other || !names.includes(at + 2)) return [];
    const isSwapped = passages.some(({ around }) => changesPlaces([name, verb, other], around));
    return isSwapped ? [name] : [];
  });
}

/** `Anna slog Karin` where the quote has `Karin slog Anna`. */
function changesPlaces(
  [name, verb, other]: [Token, Token, Token],
  around: readonly Token[],
): boolean {
  return around.some((first, at) => {
    const [second, third] = around.slice(at + 1, at + 3);
    if (second === undefined || third === undefined) return false;
    return isSame(first, other) && isSame(third, name) && stemOf(second.word) === stemOf(verb.word);
  });
}

function isSame(one: Token, other: Token): boolean {
  const keys = nameKeys(other.word);
  return isCapitalised(one.raw) && nameKeys(one.word).some((key) => keys.includes(key));
}
