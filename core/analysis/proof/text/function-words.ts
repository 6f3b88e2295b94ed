/** Words without a meaning of their own, Swedish and English. */

const SWEDISH = `
  och eller men att som om när då där här hur var vart varför vad vem vilken vilket vilka vars
  en ett den det de dem dess denna detta dessa sådan sådant sådana någon något några nån nåt nåra
  jag du han hon hen vi ni man mig dig honom henne oss er sig min mitt mina din ditt dina hans hennes
  vår vårt våra ert era sin sitt sina deras mej dej sej dom nej ja jo jaha nja okej ok mm hm eh öh
  är vara var varit blir bli blev blivit har ha hade haft ska skall skulle kan kunna kunde kunnat
  vill ville velat måste får få fick fått bör borde må lär torde
  i på av för till från med vid hos under över efter före inom utom mellan genom mot kring runt
  utan åt ur per enligt samt innan sedan sen medan eftersom så också även bara ju väl nog visst
  fast liksom alltså därför dock ändå redan än ännu nu just ganska mycket mer mest mindre minst lite
  litet många flera fler flest få alla allt hela båda bägge varje var vardera annan annat andra
  själv samma olika bland igen upp ner ned in ut fram bort hit dit hem ihop tillbaka inför utifrån
  inte ej icke aldrig ingen inget inga inte heller varken knappast dels både antingen ifall trots
  längre någonsin riktigt direkt alltid longer anymore
  typ kanske ungefär cirka drygt knappt nästan precis helt väldigt verkligen faktiskt egentligen
  där då ens alls vidare liksom va väl ok tack hej
`;
const ENGLISH = `
  a an the and or but nor so yet if then else than that this these those there here when where why
  how what which who whom whose i you he she it we they me him her us them my your his its our their
  mine yours hers ours theirs myself himself herself itself themselves be am is are was were been
  being have has had having do does did done doing will would shall should can could may might must
  ought to of in on at by for from with about into onto over under above below between among through
  during before after since until up down out off again further as like while because although though
  not no nor never none nothing nobody neither without only just very too also even still already
  some any all both each every few many much more most other another such own same yes yeah okay ok
  well oh um uh really quite rather almost around per via it's that's there's i'm we're they're
  you're i've we've they've i'll we'll i'd we'd let's don't doesn't didn't isn't aren't wasn't
  weren't won't can't couldn't shouldn't wouldn't haven't hasn't hadn't
`;

const WORDS = new Set(`${SWEDISH} ${ENGLISH}`.trim().split(/\s+/u));

export function isFunctionWord(word: string): boolean {
  return WORDS.has(word) || /^\p{L}$/u.test(word);
}

const ONLY_SWEDISH = new Set(
  `och att som är på av för till inte det den ett har ska vi jag från med om eller men när hon han
  de kan var blir blev sig under efter också`.split(/\s+/u),
);
const ONLY_ENGLISH = new Set(
  `the and of to is was that with not are were be will would they he she it this from has have at by
  on as an their which`.split(/\s+/u),
);

/** `sv` or `en` if the function words tell which; undefined if they do not. */
export function guessedLanguage(words: readonly string[]): 'sv' | 'en' | undefined {
  const swedish = words.filter((word) => ONLY_SWEDISH.has(word) || /[åäö]/u.test(word)).length;
  const english = words.filter((word) => ONLY_ENGLISH.has(word)).length;
  if (swedish === english) return undefined;
  return swedish > english ? 'sv' : 'en';
}
