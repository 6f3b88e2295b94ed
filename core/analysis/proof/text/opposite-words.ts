/** Pairs of words of which one denies the other, by their stems. */
import { isFunctionWord } from './function-words.ts';
import { stemOf } from './stem.ts';

/** Left and right of `/` are opposed; the words of one side mean about the same. */
const PAIRS = `
  öka ökar ökade ökning höja höjer höjde höjning stiga stiger växa växer uppåt utöka / minska minskar minskade minskning sänka sänker sänkte sänkning sjunka sjunker krympa nedåt
  högre / lägre
  fördubbla fördubblas fördubblats fördubblades dubblera dubblerats / halvera halveras halverats halverades
  hög höga / låg låga
  större / mindre
  fler / färre
  godkänna godkänner godkände godkändes bifalla biföll bifaller bifölls bifall bevilja beviljar beviljas beviljades beviljats anta antar antog antogs / avslå avslår avslog avslogs avslag avvisa avvisade förkasta förkastade nobba
  köpa köper köpte köp förvärva / sälja säljer sålde försäljning avyttra
  öppna öppnar öppnade / stänga stänger stängde stängs stängdes
  börja börjar började starta startar startade inleda inleder / sluta slutar slutade upphöra upphör avsluta avslutar avslutade
  fortsätta fortsätter fortsatte / sluta slutar slutade upphöra upphör
  vinna vinner vann vinst / förlora förlorar förlorade förlust
  tillåta tillåter tillåts tillåten tillåtet / förbjuda förbjuder förbjuds förbud förbjudet
  lyckas lyckades / misslyckas misslyckades
  anställa anställer anställde / avskeda avskedar avskedade säga-upp
  bygga bygger byggde / riva river rev rivs
  införa inför införde införs / avskaffa avskaffar avskaffade avskaffas slopa slopar slopades
  behålla behåller behöll / avveckla avvecklar avvecklades avvecklas slopa
  billig billigare billigt / dyr dyrare dyrt
  snabbare / långsammare
  bättre / sämre
  förbättra förbättrades / försämra försämrades
  tidigare / senare
  äldre / yngre
  överskott / underskott
  inkomst inkomster intäkt intäkter / utgift utgifter kostnad kostnader
  majoritet / minoritet
  frisk / sjuk
  sann sant / falsk falskt
  enig eniga / oenig oeniga
  möjlig möjligt / omöjlig omöjligt
  säker säkert / osäker osäkert
  nöjd nöjda / missnöjd missnöjda
  ja / nej
  bifall / avslag
  norr norra / söder södra
  öster östra / väster västra
  höger / vänster
  manlig manliga / kvinnlig kvinnliga
  tillstyrka tillstyrker tillstyrkte / avstyrka avstyrker avstyrkte
  försena försenad försenat försenas / tidigarelägga
  utvidga utöka / begränsa inskränka
  accepterade accepterar acceptera / vägrade vägrar vägra avböjde avböjer nekade nekar
  increase increased increases raise raised raises grow grew grown rise rose / decrease decreased decreases reduce reduced reduces lower lowered cut shrink shrank fall fell
  approve approved approves accept accepted / reject rejected rejects refuse refused decline declined deny denied
  buy bought buys purchase purchased / sell sold sells
  open opened opens / close closed closes
  start started begin began begins / stop stopped end ended ends
  win won wins / lose lost loses
  allow allowed permit permitted / forbid forbidden ban banned prohibit prohibited
  succeed succeeded success / fail failed failure
  hire hired / fire fired dismiss dismissed
  build built / demolish demolished
  introduce introduced / abolish abolished
  more / fewer less
  better / worse
  earlier / later
  cheap cheaper / expensive
  profit / loss
  yes / no
  true / false
  north / south
  east / west
`;

/** Opposed only where one of them is denied: `glömde inte` is `minns`, but who forgot can remember. */
const LOOSE_PAIRS = `
  hitta hittar hittade hittat hittats / försvinna försvinner försvann försvunnen försvunnet försvunnit saknad saknas
  godkänd godkänt godkända / underkänd underkänt underkända
  sova sover sov sovit / vaken vaket vakna
  minnas minns mindes / glömma glömmer glömde glömt
  överleva överlever överlevde överlevt / omkomma omkom omkommit dö dog dött död
  leva lever levde levt / dö dör dog dött död
  erkänna erkänner erkände erkänt / neka nekar nekade förneka förnekar förnekade
  närvarande / frånvarande
  lätt enkel enkelt / svår svårt
  full fullt / tom tomt
  varm varmt / kall kallt
  tillräcklig tillräckligt räcka räcker räckte / otillräcklig brist
  gratis kostnadsfri kostnadsfritt / avgiftsbelagd
`;

/** Which pair a stem belongs to, and on which side. */
export interface Side {
  pair: number;
  side: 0 | 1;
}

const SIDES = sidesIn(PAIRS);
const LOOSE_SIDES = sidesIn(LOOSE_PAIRS);

function sidesIn(pairs: string): ReadonlyMap<string, readonly Side[]> {
  const sides = new Map<string, Side[]>();
  pairs
    .trim()
    .split('\n')
    .forEach((line, pair) => {
      line.split(' / ').forEach((words, side) => {
        for (const stem of words.trim().split(' ').map(stemOf)) {
          const known = sides.get(stem) ?? [];
          sides.set(stem, [...known, { pair, side: side === 0 ? 0 : 1 }]);
        }
      });
    });
  return sides;
}

export function sidesOf(word: string): readonly Side[] {
  return SIDES.get(stemOf(word)) ?? [];
}

const PREFIXES = ['o', 'un', 'in', 'im', 'miss', 'van', 'icke'];

/** Whether one word is the other with a prefix that denies it. */
export function isPrefixed(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 3 || isFunctionWord(short) || isFunctionWord(long)) return false;
  return PREFIXES.some(
    (prefix) =>
      long.startsWith(prefix) &&
      long.length > short.length &&
      (long === prefix + short || stemOf(long) === stemOf(prefix + short)),
  );
}

/** Whether a word of one list is opposed to one of the other. */
export function areOpposed(words: readonly string[], others: readonly string[]): boolean {
  return words.some((word) =>
    others.some((other) => isOpposed(word, other) || areOnSides(LOOSE_SIDES, word, other)),
  );
}

export function isOpposed(word: string, other: string): boolean {
  return areOnSides(SIDES, word, other) || isPrefixed(word, other);
}

function areOnSides(sides: ReadonlyMap<string, readonly Side[]>, a: string, b: string): boolean {
  const others = sides.get(stemOf(b)) ?? [];
  return (sides.get(stemOf(a)) ?? []).some(({ pair, side }) =>
    others.some((one) => one.pair === pair && one.side !== side),
  );
}
