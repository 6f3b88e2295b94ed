/**
 * A claim must not say `i veckan` where its quote says `i månaden`, `en timme` for `en minut`, or another
 * season. Units of numbers are compared with the numbers.
 */
import type { ClaimMark } from '../../analysis.ts';
import { unitNamed } from '../numbers/unit-of.ts';
import { wordsIn } from '../passage.ts';
import type { Token } from '../text/token.ts';
import { type Checked, markOf } from './checked.ts';

const RATE = new Set('i om per varje a an each every'.split(' '));
const ARTICLES = new Set('en ett a an one'.split(' '));
const TIMES = new Set(['s', 'min', 'h', 'd', 'week', 'month', 'year']);
const SEASONS: readonly (readonly [RegExp, string])[] = [
  [/^våren?s?$/u, 'spring'],
  [/^(?:sommar|summer)(?:e?ns?)?$/u, 'summer'],
  [/^(?:höst(?:ens?)?|autumn)$/u, 'autumn'],
  [/^(?:vinter|vinterns?|winter)$/u, 'winter'],
];

/** What is said of a unit of time or a season, and in which way. */
interface Period {
  kind: 'rate' | 'article' | 'season';
  unit: string;
  raw: string;
}

export function checkPeriods({ tokens, passages }: Checked): ClaimMark[] {
  const said = passages.flatMap((passage) => periodsIn(wordsIn(passage, passage.cited)));
  return periodsIn(tokens)
    .filter((own) => {
      const alike = said.filter(({ kind }) => kind === own.kind);
      return alike.length > 0 && !said.some(({ unit }) => unit === own.unit);
    })
    .map(({ raw }) => markOf('number', raw));
}

function periodsIn(tokens: readonly Token[]): Period[] {
  return tokens.flatMap((token, at): Period[] => {
    const season = SEASONS.find(([pattern]) => pattern.test(token.word))?.[1];
    // `vår` alone is `our`.
    if (season !== undefined && token.word !== 'vår') {
      return [{ kind: 'season', unit: season, raw: token.raw }];
    }
    const unit = unitNamed(singular(token.word));
    if (unit === undefined || !TIMES.has(unit)) return [];
    const before = tokens[at - 1]?.word ?? '';
    const raw = `${tokens[at - 1]?.raw ?? ''} ${token.raw}`;
    if (isRate(tokens, at)) return [{ kind: 'rate', unit, raw }];
    return ARTICLES.has(before) ? [{ kind: 'article', unit, raw }] : [];
  });
}

/** `i veckan`, `om året`, `per dag`; `four hours a day`, which counts something before. */
function isRate(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.word ?? '';
  const isDefinite = singular(tokens[at]?.word ?? '') !== tokens[at]?.word;
  if (before === 'i' || before === 'om') return isDefinite;
  if (before !== 'a' && before !== 'an') return RATE.has(before);
  return at > 2;
}

/** Without the article: `veckan`, `månaden`, `timmen`, `året`. */
function singular(word: string): string {
  const bases: Record<string, string> = { timmen: 'timme', minuten: 'minut', sekunden: 'sekund' };
  const others: Record<string, string> = { veckan: 'vecka', månaden: 'månad', året: 'år' };
  const days: Record<string, string> = { dagen: 'dag', dygnet: 'dygn' };
  return { ...bases, ...others, ...days }[word] ?? word;
}
