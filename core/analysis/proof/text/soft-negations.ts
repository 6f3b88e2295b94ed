/** Words that deny without a negation: they let a claim say with `inte` what a quote says with them. */
import { stemOf } from './stem.ts';

const STEMS = new Set(
  `saknas saknar sakna brist bristen bristande avböja avböjde vägra neka nej stoppa stopp undvika undvik
  slippa slipper slapp avstå avstod avstår nedläggning inställd inställt ställs misslyckas misslyckades
  förhindra hindra utebli uteblev uteblir sällan tveksam tvekar tvivlar tvivel emot avfärda avvisa dementera
  förneka förnekar ogillar avbryta uppskjuten uppskjutet skjuta skjuts sköts bordlägga bordlades
  vänta väntar avvakta frånvarande borta förhindrad fri fritt frånsett utom förutom slut högst max
  maximalt minst oklar okänd okänt ovan olämplig negativ kritisk motsätter motsatte skeptisk upphöra
  slopa utebli nedlagd lägga ned förbjuden förbud förbjuda inställda kvar oförändrad oförändrat
  lack lacks missing refuse deny avoid prevent stop against fail failed reject postpone postponed
  cancel cancelled unable unlikely rarely seldom doubt absent free except unless impossible`
    .split(/\s+/u)
    .map(stemOf),
);

/** Stems of a clause that can stand for a negation. */
export function softNegations(words: readonly string[]): string[] {
  return words.map(stemOf).filter((stem) => STEMS.has(stem));
}
