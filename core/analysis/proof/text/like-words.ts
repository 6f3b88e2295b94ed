/** Words of about the same meaning, by which a claim in other words is known to be about its quote. */
import { stemOf } from './stem.ts';

const GROUPS = `
  besluta beslut bestämma bestämde fatta klubba klubbades klubbar fastställa fastställdes enades decide decision resolve agreed
  säga berätta uppge påstå förklara framhålla framhåller påpeka nämna tala prata yttra meddela say tell state mention explain
  tycka anse mene menar åsikt uppfatta tro think believe opinion consider
  vilja önska önskar efterlysa efterlyser want wish
  föreslå förslag yrka yrkar yrkande motion propose suggest suggestion
  bifalla godkänna godkänd anta antogs ja accepterade tillstyrka approve accept adopt
  avslå avslag nej neka vägra reject refuse deny
  kosta kostnad pris dyr dyrt billig summa belopp pengar utgift budget betala finansiera avgift råd ekonomi ekonomisk cost price money pay expensive budget expense afford financial
  öka höja höjning stiga växa mer fler utöka increase raise rise grow more
  minska sänka sänkning sjunka färre mindre dra-ner krympa decrease reduce lower less fewer cut
  börja starta inleda påbörja igång start begin launch
  sluta avsluta upphöra avslut klar färdig färdigställa färdigställs slutföra slutförs end finish stop complete done ready
  stänga nedläggning lägga nedlagt avveckla stängning slå-igen stängs close shut
  köpa inköp förvärva skaffa beställa anskaffa införskaffa buy purchase acquire order
  sälja försäljning avyttra sell sale
  bygga uppföra anlägga byggnad nybyggnad build construct building
  skjuta senarelägga uppskjuta försena försenad sen bordlägga dröja vänta avvakta uppskov senare delay late postpone wait later
  ansvara ansvar ansvarig sköta hand uppdrag uppgift uppdra responsible responsibility charge task
  kontakta ringa höra mejla maila prata kontakt contact call phone email
  skicka sända leverera leverans distribuera send deliver ship
  anställa rekrytera rekrytering anställning nyanställa personal medarbetare hire recruit staff employee
  problem svårighet svår bekymmer bekymrad fel brist utmaning trouble problem difficult issue concern challenge
  viktig viktigt betydelse avgörande central väsentlig important crucial key
  bra god nöjd positiv fin uppskattar gillar lyckad good great happy satisfied pleased like
  dålig missnöjd negativ kritisk kritisera kritik illa ogillar bad unhappy critical criticise criticism
  orolig oro rädd rädsla ängslig worried afraid fear anxious
  glad roligt kul lycklig glädje happy fun
  barn elev elever unga ungdom pupil child student kid
  lärare pedagog undervisa undervisning lektion teacher teach lesson
  skola skolan utbildning kurs school education course
  bil bilar fordon trafik car vehicle traffic
  väg gata vägen gatan road street
  hus bostad lägenhet boende bo hem villa house home flat apartment live
  arbeta jobba arbete jobb tjänst yrke anställd work job
  arbetslös arbetslöshet unemployed
  företag bolag firma koncern company firm business
  kommun kommunen stad staden municipality city town
  möte sammanträde träff konferens session meeting
  fråga frågor ärende punkt question issue matter item
  svara svar besked answer reply respond
  hjälpa hjälp stöd stödja bistå bidrag help support aid assist
  plan planera planerar planering tänka avse plan intend
  undersöka utreda utredning granska granskning kolla titta analysera studera investigate examine review check look
  rapport redovisa redovisning presentera presentation visa report present show
  resultat utfall vinst result outcome
  orsak bero anledning skäl därför reason cause because
  flytta flytt omlokalisera move relocate
  resa åka fara flyg tåg buss travel go trip journey
  sjuk sjukdom ohälsa patient vård läkare sjukhus sick ill illness doctor hospital care
  död dö avled avlida omkomma dead die death
  äldre gammal pensionär old elderly
  ny nya nytt modern förnya byta ersätta utbyte new replace
  ändra förändra ändring förändring justera justering omarbeta change adjust amend modify
  fler tillägg lägga-till komplettera add extra
  ta-bort slopa avskaffa stryka utgå remove abolish drop
  förbjuda förbud otillåten tillåts forbid ban prohibit
  tillåta lov tillstånd tillåten få allow permit permission
  behöva behov kräva krav nödvändig måste need require necessary
  mål syfte ändamål målsättning goal aim purpose
  tid dag vecka månad datum frist deadline senast time date
  snabb snabbt fort skyndsam omedelbart genast quick fast immediately soon
  kväll eftermiddag morgon evening morning
  chef ledare leda ordförande direktör ledning boss head lead leader chair manager
  ledamot styrelse nämnd kommitté medlem member board committee
  rösta röst omröstning votering vote ballot
  enhällig enig eniga enade överens ense samstämmig unanimous agree agreement consensus
  oenig reservera reservation motsätta emot protest oppose disagree against object
  invånare medborgare befolkning folk människa person boende resident citizen inhabitant people
  miljö klimat utsläpp koldioxid environment climate emission
  mat lunch middag måltid äta food lunch dinner eat meal
  energi el ström elektricitet energy electricity power
  vatten sjö hav å water lake sea
  skog träd plantera forest tree plant
  brand brinna brann eld fire burn
  olycka krock skada accident crash injury
  polis brott stöld polisanmäla police crime theft
  avtal kontrakt överenskommelse upphandla upphandling anbud offert contract agreement tender bid offer
  lag regel föreskrift bestämmelse law rule regulation
  bok läsa text skriva författare book read write author
  musik sjunga spela konsert music sing play concert
  idrott sport träna träning fotboll sport train training football
  forska forskning studie studien vetenskap forskare research study science scientist
  lära lärde inlärning kunskap learn knowledge
  data information uppgift uppgifter siffra statistik data information figure
  dator datasystem system it program programvara computer software system
  telefon mobil ringa phone mobile
  internet webb hemsida webbplats nät web website online
  server drift avbrott driftstopp krasch server outage downtime
  test testa prova pröva försök test try trial
  säker säkerhet trygg trygghet skydd safe safety security protect
  fara risk farlig risk danger dangerous
  lön löner ersättning inkomst salary wage pay income
  skatt skatter avgift tax fee
  hyra hyror hyresgäst rent tenant
  lån låna ränta bank loan borrow interest bank
  erfarenhet jobba arbeta tidigare förut van vana kunskap experience
  kund kunder beställare customer client
  vara produkt artikel product goods
  marknad efterfrågan market demand
  lokal lokaler rum sal room premises
  tak yttertak takbyte roof
  reparera laga renovera rusta upprusta renovering underhåll åtgärda repair fix renovate maintenance
  hantera hand sköta omhand handle manage
  städa städning ren clean cleaning
  kort korta brief short
  lång länge long
  stor omfattande large big extensive
  liten små small little
  träffa möta ses meet
  bjuda inbjudan inbjuden invite invitation
  kom närvara delta deltog deltagare närvarande medverka attend participate present
  frånvarande förhinder förhindrad saknas borta absent missing
  lämna avgå sluta avgång hoppa leave resign quit
  tillträda efterträda ny utse utsedd välja val succeed appoint elect
  minnas komma-ihåg minne remember memory
  glömma glömde forget
  förlora tappa lose
  vinna seger win victory
  förbättra bättre utveckla utveckling improve better develop development
  försämra sämre worsen worse deteriorate
  fortsätta fortsatt behålla kvar continue keep remain
  dela fördela uppdela share divide distribute
  samla insamling collect gather
  inne inomhus indoors
  ute utomhus outdoors
  gratis kostnadsfri avgiftsfri free
  ställa-in inställd inställt avboka avlysa cancel cancelled
  jämföra jämförelse jämfört compare comparison
  del andel procent share part percent proportion
  halv hälften half
  dubbel fördubbla dubbelt double twice
  först första börja first
  sist sista senaste last latest
  nästa kommande following next upcoming
`;

const groups = new Map<string, number[]>();
GROUPS.trim()
  .split('\n')
  .forEach((line, group) => {
    for (const word of line.trim().split(/\s+/u)) {
      const stem = stemOf(word);
      groups.set(stem, [...(groups.get(stem) ?? []), group]);
    }
  });

/** Whether two stems stand in one of the groups. */
export function alike(a: string, b: string): boolean {
  const others = groups.get(b);
  return others !== undefined && (groups.get(a)?.some((one) => others.includes(one)) ?? false);
}

/** Words that tell that something is said, decided or discussed, not what. */
const REPORTING = new Set(
  `säga berätta uppge påstå förklara framhålla påpeka nämna tala prata yttra meddela tycka anse menar
  mena diskutera diskussion samtal samtala ta-upp handla gälla rör beskriva beskriver betona betonar
  understryka talare talaren deltagare deltagarna mötet möte person personen intervjuperson
  intervjuperson respondent föreläsare föreläsaren ordförande ordföranden styrelse styrelsen
  nämnd nämnden gruppen grupp ledamot ledamoten ledamöter ledamöterna talarna member members man någon sak saker fråga frågan ärende finns komma göra ta
  say tell state mention explain discuss talk speaker participant meeting person thing matter
  describe emphasize note according chair chairman group`
    .split(/\s+/u)
    .map(stemOf),
);

export function isReporting(stem: string): boolean {
  return REPORTING.has(stem);
}
