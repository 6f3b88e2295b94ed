/** `före jul` where the quote says `efter jul`: small words that are opposed before the same word. */
import type { ClaimMark } from '../../analysis.ts';
import { numbersIn } from '../numbers/found-numbers.ts';
import type { Clause } from '../text/clause.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { stemOf } from '../text/stem.ts';
import type { Token } from '../text/token.ts';
import { type Checked, markOf } from './checked.ts';

const PAIRS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ['före', 'innan', 'before'],
    ['efter', 'after'],
  ],
  [
    ['över', 'over', 'above'],
    ['under', 'below'],
  ],
  [['för'], ['emot', 'mot']],
  [['minst'], ['högst', 'max', 'maximalt']],
  [
    ['mer', 'fler', 'more'],
    ['mindre', 'färre', 'less', 'fewer'],
  ],
];
/** Words between the small word and the one that it belongs to. */
const AHEAD = 4;

export function relationMarks(checked: Checked, quoted: readonly Clause[]): ClaimMark[] {
  const said = quoted.flatMap(({ tokens }) => relations(tokens, checked.evidence.language));
  return relations(checked.tokens, checked.language)
    .filter((own) => {
      const same = said.filter(({ pair, of }) => pair === own.pair && of === own.of);
      return same.length > 0 && same.every(({ side }) => side !== own.side);
    })
    .map(({ word }) => markOf('opposite', word));
}

interface Relation {
  pair: number;
  side: number;
  word: string;
  /** Stem of the next word with meaning. */
  of: string;
}

function relations(tokens: readonly Token[], language: string): Relation[] {
  return tokens.flatMap(({ word }, at) => {
    const pair = PAIRS.findIndex((sides) => sides.some((side) => side.includes(word)));
    const of = nextOf(tokens.slice(at + 1, at + 1 + AHEAD), language);
    if (pair < 0 || of === undefined) return [];
    return [{ pair, side: PAIRS[pair]?.[0].includes(word) ? 0 : 1, word, of }];
  });
}

function nextOf(tokens: readonly Token[], language: string): string | undefined {
  const number = numbersIn(tokens, language).find(({ weak }) => !weak);
  const at = tokens.findIndex(({ word }) => !isFunctionWord(word));
  if (number !== undefined && number.at <= (at < 0 ? AHEAD : at)) return `#${number.keys[0] ?? ''}`;
  const token = tokens[at];
  return token && stemOf(token.word);
}
