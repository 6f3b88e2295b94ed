/** Words that deny without a negation: they let a claim say with `inte` what a quote says with them. */
import { stemOf } from './stem.ts';

const WORDS =
  `saknas saknar sakna brist bristen bristande avböja avböjde vägra neka nekar nekade nekades nekas nekats stoppa stopp undvika undvik
  slippa slipper slapp avstå avstod avstår nedläggning inställd inställt misslyckas misslyckades
  förhindra hindra utebli uteblev uteblir sällan tveksam tvekar tvivlar tvivel emot avfärda avvisa dementera
  förneka förnekar ogillar avbryta uppskjuten uppskjutet skjuta skjuts sköts bordlägga bordlades
  vänta väntar avvakta frånvarande borta förhindrad fri fritt frånsett utom förutom slut högst max
  maximalt minst oklar okänd okänt ovan olämplig negativ kritisk motsätter motsatte skeptisk upphöra
  slopa utebli nedlagd lägga ned förbjuden förbud förbjuda inställda kvar oförändrad oförändrat
  lack lacks missing refuse deny avoid prevent stop against fail failed reject postpone postponed oppose opposes opposed motstånd motståndare protestera protest protester
  only bara endast enbart
  cancel cancelled unable unlikely rarely seldom doubt absent free except unless impossible ofärdig ofärdigt osäker osäkert oviss vakant vakanta vacant ledig lediga omöjlig
  omöjligt otillräcklig otillräckligt ovillig oförmögen ohållbar trodde
  förhinder hemma sjukskriven oförändrade halvt missa missar missade missat tom tomt tomma fortfarande
  vaken vaket ensam nykter nykterist`.split(/\s+/u);
/** A short stem is that of too many words. */
const FORMS = new Set(WORDS.concat(WORDS.map(stemOf).filter((stem) => stem.length > 3)));
const PREFIXED =
  /^(?:oför|obe|omöj|osäk|okla|okän|ovil|orim|orätt|otill|otyd|oväs|oen|oav|oan|ohål|ogil|osan|onöj|olag|olämp|ofär|ofull|onöd)/u;
/** `feberfri`, `hemlös`, `rökförbud`. */
const ENDED = /^\p{L}{4,}(?:fri|fritt|fria|lös|löst|lösa|förbud|förbudet)$/u;
const UN = /^un(?!der|til|less|i|g|dan|na)\p{L}{4}/u;

/** Stems of a clause that can stand for a negation. */
export function softNegations(words: readonly string[]): string[] {
  const soft = words
    .filter(
      (word) =>
        FORMS.has(word) ||
        FORMS.has(stemOf(word)) ||
        UN.test(word) ||
        PREFIXED.test(word) ||
        ENDED.test(word),
    )
    .map(stemOf);
  if (NO.test(words.join(' '))) soft.push('nej');
  if (words.some((word, at) => isTooMuch(word, words[at + 1]))) soft.push('too');
  if (FIRST.test(words.join(' '))) soft.push('först');
  if (INSTEAD.test(words.join(' '))) soft.push('instead');
  return soft;
}

/** Not the `nej` that begins an answer. */
const NO =
  /\b(?:röst\p{L}*|fick|får|fått|gav|ger|gett|sa|sade|säger|sagt|säga|svar\p{L}*|blev|blir|vote\p{L}*|said|says?) (?:\p{L}+ )?(?:nej|no)\b|\bnej till\b/u;
/** `först 1965`, `först efter mötet`: not before. */
const FIRST = /\b(?:först|only) (?:\d|i|på|efter|den|när|om|kl|in|on|after|when)/u;
const INSTEAD = /\b(?:rather than|instead of|snarare än|i ?stället för)\b/u;

/** `för dyrt`, `too late`. */
function isTooMuch(word: string, next: string | undefined): boolean {
  if (word === 'too') return true;
  return (
    word === 'för' &&
    /^(?:hög|stor|dyr|svår|lång|sen|många|mycket|låg|lite|kort|få|tidig|liten|gammal|gamla|gammalt)/u.test(
      next ?? '',
    )
  );
}
