/** Names of a claim must rest on the quotes, each in its own place: name-grounds.ts says on what. */
import type { ClaimMark } from '../../analysis.ts';
import { exactRange } from '../lookup/exact.ts';
import { isMixed } from '../names/mixed-names.ts';
import { namesIn } from '../names/found-names.ts';
import type { Token } from '../text/token.ts';
import { misplacedNames } from './misplaced-names.ts';
import { NameGrounds } from './name-grounds.ts';
import { replacedName } from './replaced-name.ts';
import { type Checked, markOf } from './checked.ts';

export function checkNames(checked: Checked): ClaimMark[] {
  const { tokens, language, evidence } = checked;
  const own = namesIn({ tokens, language, evidence }).flatMap((at) => tokens[at] ?? []);
  const grounds = new NameGrounds(checked);
  const found = new Set(own.filter((name) => grounds.has(name)));
  const missing = own.filter((name) => !found.has(name) && !completes(name, found, checked));
  const mixed = mixedNames([...found], checked);
  const misplaced =
    missing.length > 0 ? [] : [...misplacedNames(checked), ...replacedName(checked)];
  const wrong = new Set([...missing, ...mixed, ...misplaced]);
  return [...wrong].map(({ raw }) => markOf('name', raw));
}

/** `Leila Norlander`, where the transcript has `Leila Hadzic` and `Viveka Norlander`. */
function mixedNames(found: readonly Token[], { tokens, evidence }: Checked): Token[] {
  return found.filter((name) => {
    const given = tokens[tokens.indexOf(name) - 1];
    return given && found.includes(given) && name.before === ' ' && isMixed(given, name, evidence);
  });
}

/** `Dahl` in `Sofie Dahl`, where the quote has `Sofie` and the transcript somewhere has both. */
function completes(name: Token, found: ReadonlySet<Token>, { tokens, evidence }: Checked): boolean {
  const at = tokens.indexOf(name);
  return [at - 1, at].some((first) => {
    const pair = tokens.slice(first, first + 2);
    const words = pair.map(({ word }) => word);
    const both = first >= 0 && pair.length === 2 && pair.some((one) => found.has(one));
    return both && exactRange(words, undefined, evidence) !== undefined;
  });
}
