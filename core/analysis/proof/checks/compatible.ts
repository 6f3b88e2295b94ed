/** Whether a clause of a claim and one that was said can both hold. */
import type { Clause } from '../text/clause.ts';
import { areOpposed } from '../text/opposite-words.ts';
import { softNegations } from '../text/soft-negations.ts';
import { inCommon } from './compare-clauses.ts';

/** `inte förrän i augusti`: from then on, it is so. */
const UNTIL = /\b(?:förrän|until)\b/u;
const BEFORE = /\b(?:förrän|innan|före|tidigare|until|before|earlier)\b/u;

/** `kan inte börja i augusti` where `inte förrän i augusti` was said. */
export function lacksUntil(own: Clause, said: readonly Clause[]): boolean {
  if (said.length === 0 || BEFORE.test(own.words.join(' '))) return false;
  return said.every(({ negated, words }) => negated && UNTIL.test(words.join(' ')));
}

/** Another word may stand for the negation, unless the very words that it denies are stated. */
export function isCompatible(own: Clause, said: Clause): boolean {
  if (own.negated === said.negated || said.either) return true;
  const [plain, denied] = own.negated ? [said, own] : [own, said];
  const others = new Set(softNegations(denied.words));
  const soft = softNegations(plain.words).some((stem) => !others.has(stem));
  if (!soft && !areOpposed(own.words, said.words)) return false;
  return !coversAll(plain.stems, denied.denied) || STRONG.test(plain.words.join(' '));
}

/** Words that deny what they are said with, whatever it is. */
const STRONG =
  /\b(?:avböj|neka|stopp|hindra|emot|motsätt|förbjud|förbud|inställ|skjut|senarelägg|bordlägg|utom|högst|maximalt|förutom|except|röstades? ner|avslag|avslå|avslog|slopa|motstånd|oppos|protest|i ?stället för|snarare än|rather than|instead of|against|stop|prevent|reject|cancel|postpone|förhinder|för (?:hög|stor|dyr|låg|lite|lång|sen)|too )/u;

export function coversAll(stems: readonly string[], denied: readonly string[]): boolean {
  return denied.length > 0 && inCommon(denied, stems) === denied.length;
}
