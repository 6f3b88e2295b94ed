/** Recordings with claims of them that are true, and that are false in one way each. */
import type { Line } from './spoken.ts';

/** Text, cited segment, quote. */
export type Told = readonly [text: string, segment: number, quote: string];

export interface Recording {
  language: string;
  lines: readonly Line[];
  /** By kind of falsehood. */
  told: readonly Told[];
  numbers: readonly Told[];
  names: readonly Told[];
  negations: readonly Told[];
  neverSaid: readonly Told[];
}

const COUNCIL: Recording = {
  language: 'sv',
  lines: [
    { text: 'Då förklarar jag kommunfullmäktiges sammanträde öppnat. Klockan är halv sju.' },
    {
      text: 'Första ärendet är upprustningen av Björkskolan, och där har Anna Lindberg begärt ordet.',
    },
    {
      text: 'Tack ordförande. Vi föreslår att kommunen satsar tjugofem miljoner kronor på skolan,',
    },
    { text: 'och att arbetet är klart senast i augusti 2027.' },
    {
      text: 'Erik Johansson, Moderaterna. Vi tycker att det är för dyrt och yrkar avslag på förslaget.',
    },
    { text: 'Pengarna finns inte i budgeten, och underskottet är redan 3,2 miljoner.' },
    {
      text: 'Vi går till votering. Trettioen ledamöter röstade ja, arton röstade nej och två avstod.',
    },
    { text: 'Därmed har fullmäktige beslutat att rusta upp Björkskolan.' },
    {
      text: 'Biblioteket i Hammarby kommer däremot inte att läggas ner, det lovade vi i valrörelsen.',
    },
    { text: 'Karin Ek ska ta fram en ny plan för biblioteket till den 15 mars.' },
    { text: 'Vi höjer inte skatten nästa år, men avgiften för parkering ökar med fem procent.' },
    { text: 'Nästa möte blir tisdagen den tredje maj klockan 18.30 i Folkets hus.' },
  ],
  told: [
    ['Sammanträdet öppnades klockan 18.30.', 0, 'Klockan är halv sju'],
    [
      'Anna Lindberg fick ordet om upprustningen av Björkskolan.',
      1,
      'där har Anna Lindberg begärt ordet',
    ],
    ['Lindberg begärde ordet.', 1, 'Anna Lindberg begärt ordet'],
    [
      'Förslaget är att kommunen satsar 25 miljoner kronor på skolan.',
      2,
      'kommunen satsar tjugofem miljoner kronor på skolan',
    ],
    ['Arbetet ska vara färdigt i augusti 2027.', 3, 'arbetet är klart senast i augusti 2027'],
    ['Erik Johansson (M) anser att kostnaden är för hög.', 4, 'Vi tycker att det är för dyrt'],
    ['Moderaterna vill avslå förslaget.', 4, 'yrkar avslag på förslaget'],
    ['Det saknas pengar i budgeten.', 5, 'Pengarna finns inte i budgeten'],
    ['Det finns inga pengar i budgeten.', 5, 'Pengarna finns inte i budgeten'],
    ['Underskottet uppgår till 3,2 miljoner kronor.', 5, 'underskottet är redan 3,2 miljoner'],
    [
      '31 ledamöter röstade för och 18 emot.',
      6,
      'Trettioen ledamöter röstade ja, arton röstade nej',
    ],
    ['Två ledamöter lade ner sina röster.', 6, 'två avstod'],
    [
      'Fullmäktige beslutade att Björkskolan ska rustas upp.',
      7,
      'har fullmäktige beslutat att rusta upp Björkskolan',
    ],
    ['Beslutet innebär en upprustning av Björkskolan.', 7, 'beslutat att rusta upp Björkskolan'],
    [
      'Hammarbys bibliotek blir kvar.',
      8,
      'Biblioteket i Hammarby kommer däremot inte att läggas ner',
    ],
    [
      'Biblioteket i Hammarby läggs inte ned.',
      8,
      'Biblioteket i Hammarby kommer däremot inte att läggas ner',
    ],
    [
      'Karin Ek får i uppdrag att göra en plan för biblioteket senast den 15 mars.',
      9,
      'Karin Ek ska ta fram en ny plan för biblioteket till den 15 mars',
    ],
    ['Skatten höjs inte nästa år.', 10, 'Vi höjer inte skatten nästa år'],
    ['Parkeringsavgiften höjs med 5 %.', 10, 'avgiften för parkering ökar med fem procent'],
    [
      'Skatten är oförändrad men parkeringsavgiften stiger med fem procent.',
      10,
      'Vi höjer inte skatten nästa år, men avgiften för parkering ökar med fem procent',
    ],
    [
      'Nästa sammanträde hålls den 3 maj i Folkets hus.',
      11,
      'Nästa möte blir tisdagen den tredje maj',
    ],
    [
      'Mötet den tredje maj börjar halv sju på kvällen.',
      11,
      'tisdagen den tredje maj klockan 18.30',
    ],
  ],
  numbers: [
    [
      'Förslaget är att kommunen satsar 35 miljoner kronor på skolan.',
      2,
      'kommunen satsar tjugofem miljoner kronor på skolan',
    ],
    [
      'Kommunen satsar tjugofem miljarder på skolan.',
      2,
      'kommunen satsar tjugofem miljoner kronor på skolan',
    ],
    ['Arbetet ska vara färdigt i augusti 2028.', 3, 'arbetet är klart senast i augusti 2027'],
    ['Arbetet ska vara klart i september 2027.', 3, 'arbetet är klart senast i augusti 2027'],
    ['Underskottet är 2,3 miljoner.', 5, 'underskottet är redan 3,2 miljoner'],
    ['Trettiotvå ledamöter röstade ja.', 6, 'Trettioen ledamöter röstade ja'],
    ['Tre ledamöter avstod från att rösta.', 6, 'två avstod'],
    [
      'Planen ska vara klar den 25 mars.',
      9,
      'Karin Ek ska ta fram en ny plan för biblioteket till den 15 mars',
    ],
    [
      'Parkeringsavgiften ökar med femton procent.',
      10,
      'avgiften för parkering ökar med fem procent',
    ],
    ['Nästa möte är onsdagen den tredje maj.', 11, 'Nästa möte blir tisdagen den tredje maj'],
    ['Mötet börjar klockan 19.30.', 11, 'den tredje maj klockan 18.30'],
    ['Sammanträdet öppnades klockan sju.', 0, 'Klockan är halv sju'],
  ],
  names: [
    ['Anna Lindgren begärde ordet.', 1, 'där har Anna Lindberg begärt ordet'],
    ['Upprustningen gäller Granskolan.', 1, 'Första ärendet är upprustningen av Björkskolan'],
    [
      'Enligt Erik Svensson är det för dyrt.',
      4,
      'Erik Johansson, Moderaterna. Vi tycker att det är för dyrt',
    ],
    [
      'Socialdemokraterna yrkar avslag, säger Erik Johansson.',
      4,
      'Erik Johansson, Moderaterna. Vi tycker att det är för dyrt och yrkar avslag',
    ],
    [
      'Biblioteket i Haninge läggs inte ner.',
      8,
      'Biblioteket i Hammarby kommer däremot inte att läggas ner',
    ],
    [
      'Gunnar Ek ska ta fram en plan för biblioteket.',
      9,
      'Karin Ek ska ta fram en ny plan för biblioteket',
    ],
    ['Nästa möte hålls i Stadshuset.', 11, 'klockan 18.30 i Folkets hus'],
  ],
  negations: [
    [
      'Förslaget är att kommunen inte satsar tjugofem miljoner på skolan.',
      2,
      'kommunen satsar tjugofem miljoner kronor på skolan',
    ],
    ['Pengarna finns i budgeten.', 5, 'Pengarna finns inte i budgeten'],
    [
      'Fullmäktige beslutade att inte rusta upp Björkskolan.',
      7,
      'har fullmäktige beslutat att rusta upp Björkskolan',
    ],
    [
      'Biblioteket i Hammarby läggs ner.',
      8,
      'Biblioteket i Hammarby kommer däremot inte att läggas ner',
    ],
    ['Biblioteket i Hammarby läggs ner.', 8, 'läggas ner'],
    [
      'Karin Ek ska inte ta fram någon plan för biblioteket.',
      9,
      'Karin Ek ska ta fram en ny plan för biblioteket',
    ],
    ['Skatten höjs nästa år.', 10, 'Vi höjer inte skatten nästa år'],
    ['Avgiften för parkering ökar inte.', 10, 'avgiften för parkering ökar med fem procent'],
    [
      'Parkeringsavgiften sänks med fem procent.',
      10,
      'avgiften för parkering ökar med fem procent',
    ],
    ['Arbetet blir aldrig klart.', 3, 'arbetet är klart senast i augusti 2027'],
  ],
  neverSaid: [
    [
      'Kommunen ska sälja simhallen till ett privat bolag.',
      8,
      'simhallen säljs till ett privat bolag',
    ],
    ['Simhallen stängs för renovering under sommaren.', 6, 'Vi går till votering'],
    ['Polisen har utrett en stöld i centrum.', 9, 'Karin Ek ska ta fram en ny plan'],
    [
      'Ungdomsgården får längre öppettider på helgerna.',
      10,
      'avgiften för parkering ökar med fem procent',
    ],
    [
      'Alla elever erbjuds gratis kollektivtrafik.',
      1,
      'Första ärendet är upprustningen av Björkskolan',
    ],
  ],
};

const INTERVIEW: Recording = {
  language: 'sv',
  lines: [
    { speaker: 'L', text: 'Kan du berätta hur du började arbeta som sjuksköterska?' },
    {
      speaker: 'R',
      text: 'Ja, jag började på Sahlgrenska i Göteborg hösten nittonhundraåttiosju.',
    },
    { speaker: 'R', text: 'Jag var tjugotvå år och hade aldrig jobbat inom vården förut.' },
    { speaker: 'L', text: 'Var det svårt i början?' },
    {
      speaker: 'R',
      text: 'Det var tungt. Vi var bara fyra på nattpasset och hade trettio patienter.',
    },
    { speaker: 'R', text: 'Men jag ångrar inte att jag valde yrket, inte en sekund.' },
    { speaker: 'R', text: 'Min kollega Fatima lärde mig allt om att prata med oroliga anhöriga.' },
    { speaker: 'L', text: 'Och varför slutade du?' },
    {
      speaker: 'R',
      text: 'Lönen var för låg, och jag fick inget gehör hos ledningen när vi bad om fler i personalen.',
    },
    {
      speaker: 'R',
      text: 'Så tvåtusenfjorton flyttade jag till Umeå och började forska om smärta hos äldre.',
    },
    {
      speaker: 'R',
      text: 'I dag leder jag en grupp på tolv personer, och vi har fått två och en halv miljon i anslag.',
    },
    { speaker: 'R', text: 'Hälften av patienterna i vår studie får för lite smärtlindring.' },
    {
      speaker: 'R',
      text: 'Jag tror inte att det beror på läkarna, utan på att journalsystemen inte hänger ihop.',
    },
  ],
  told: [
    [
      'Hon började som sjuksköterska på Sahlgrenska 1987.',
      1,
      'jag började på Sahlgrenska i Göteborg hösten nittonhundraåttiosju',
    ],
    ['Hon saknade tidigare erfarenhet av vården.', 2, 'hade aldrig jobbat inom vården förut'],
    [
      'När hon började var hon 22 år och hade ingen erfarenhet av vårdarbete.',
      2,
      'Jag var tjugotvå år och hade aldrig jobbat inom vården förut',
    ],
    [
      'På natten arbetade fyra personer med 30 patienter.',
      4,
      'Vi var bara fyra på nattpasset och hade trettio patienter',
    ],
    ['Intervjupersonen ångrar inte sitt yrkesval.', 5, 'jag ångrar inte att jag valde yrket'],
    [
      'Kollegan Fatima lärde henne att samtala med oroliga anhöriga.',
      6,
      'Min kollega Fatima lärde mig allt om att prata med oroliga anhöriga',
    ],
    ['Hon slutade på grund av den låga lönen.', 8, 'Lönen var för låg'],
    [
      'Ledningen lyssnade inte när de bad om mer personal.',
      8,
      'jag fick inget gehör hos ledningen när vi bad om fler i personalen',
    ],
    [
      '2014 flyttade hon till Umeå för att forska om smärta hos äldre.',
      9,
      'tvåtusenfjorton flyttade jag till Umeå och började forska om smärta hos äldre',
    ],
    [
      'Hennes forskargrupp består av tolv personer och har fått 2,5 miljoner i anslag.',
      10,
      'I dag leder jag en grupp på tolv personer, och vi har fått två och en halv miljon i anslag',
    ],
    [
      '50 procent av patienterna i studien får för lite smärtlindring.',
      11,
      'Hälften av patienterna i vår studie får för lite smärtlindring',
    ],
    ['Enligt henne är det inte läkarnas fel.', 12, 'Jag tror inte att det beror på läkarna'],
    [
      'Hon menar att problemet är att journalsystemen inte hänger ihop.',
      12,
      'journalsystemen inte hänger ihop',
    ],
  ],
  numbers: [
    [
      'Hon började på Sahlgrenska 1978.',
      1,
      'jag började på Sahlgrenska i Göteborg hösten nittonhundraåttiosju',
    ],
    ['Hon var tjugotre år när hon började.', 2, 'Jag var tjugotvå år'],
    [
      'De var fyra på natten och hade fyrtio patienter.',
      4,
      'Vi var bara fyra på nattpasset och hade trettio patienter',
    ],
    ['Hon flyttade till Umeå 2015.', 9, 'tvåtusenfjorton flyttade jag till Umeå'],
    ['Gruppen har fått 3,5 miljoner i anslag.', 10, 'vi har fått två och en halv miljon i anslag'],
    [
      'En tredjedel av patienterna får för lite smärtlindring.',
      11,
      'Hälften av patienterna i vår studie får för lite smärtlindring',
    ],
  ],
  names: [
    ['Hon började på Karolinska i höstas.', 1, 'jag började på Sahlgrenska i Göteborg'],
    [
      'Kollegan Leila lärde henne att prata med anhöriga.',
      6,
      'Min kollega Fatima lärde mig allt om att prata med oroliga anhöriga',
    ],
    [
      'Leila lärde henne att prata med oroliga anhöriga.',
      6,
      'Min kollega Fatima lärde mig allt om att prata med oroliga anhöriga',
    ],
    ['Hon flyttade till Luleå och började forska.', 9, 'flyttade jag till Umeå och började forska'],
  ],
  negations: [
    ['Hon hade jobbat inom vården förut.', 2, 'hade aldrig jobbat inom vården förut'],
    ['Hon hade jobbat inom vården förut.', 2, 'jobbat inom vården förut'],
    ['Hon ångrar att hon valde yrket.', 5, 'jag ångrar inte att jag valde yrket'],
    ['Det var inte tungt i början.', 4, 'Det var tungt'],
    [
      'Fatima lärde henne inte att prata med oroliga anhöriga.',
      6,
      'Min kollega Fatima lärde mig allt om att prata med oroliga anhöriga',
    ],
    ['Lönen var inte för låg.', 8, 'Lönen var för låg'],
    ['Lönen var för hög.', 8, 'Lönen var för låg'],
    ['Det beror på läkarna.', 12, 'Jag tror inte att det beror på läkarna'],
    ['Journalsystemen hänger ihop.', 12, 'journalsystemen inte hänger ihop'],
  ],
  neverSaid: [
    ['Hon planerar att starta ett eget företag.', 10, 'I dag leder jag en grupp på tolv personer'],
    ['Hennes mamma var också sjuksköterska.', 0, 'min mamma var också sjuksköterska'],
    ['Facket hotade med strejk under våren.', 5, 'Men jag ångrar inte att jag valde yrket'],
    ['Pandemin gjorde situationen mycket värre.', 7, 'Och varför slutade du'],
  ],
};

const LECTURE: Recording = {
  language: 'sv',
  lines: [
    { text: 'Välkomna till dagens föreläsning om fotosyntesen och varför växter är gröna.' },
    { text: 'Klorofyllet absorberar rött och blått ljus men reflekterar grönt.' },
    { text: 'Ljusreaktionen sker i tylakoiderna, och där bildas ATP och syrgas.' },
    { text: 'Calvincykeln behöver däremot inget ljus, den pågår i stromat.' },
    { text: 'För varje glukosmolekyl går det åt sex koldioxidmolekyler och arton ATP.' },
    { text: 'Verkningsgraden är låg, ungefär en till två procent av solljuset tas till vara.' },
    { text: 'Melvin Calvin fick Nobelpriset 1961 för de här upptäckterna.' },
    { text: 'Man trodde länge att syret kom från koldioxiden, men det kommer från vattnet.' },
    { text: 'Kaktusar öppnar sina klyvöppningar på natten för att inte förlora vatten.' },
    { text: 'Inför tentan den 12 januari behöver ni inte kunna alla enzymer utantill.' },
  ],
  told: [
    ['Föreläsningen handlar om fotosyntes.', 0, 'dagens föreläsning om fotosyntesen'],
    [
      'Klorofyll reflekterar grönt ljus.',
      1,
      'Klorofyllet absorberar rött och blått ljus men reflekterar grönt',
    ],
    [
      'I tylakoiderna bildas ATP och syre.',
      2,
      'Ljusreaktionen sker i tylakoiderna, och där bildas ATP och syrgas',
    ],
    ['Calvincykeln kräver inte ljus.', 3, 'Calvincykeln behöver däremot inget ljus'],
    [
      'Calvincykeln sker utan ljus i stromat.',
      3,
      'Calvincykeln behöver däremot inget ljus, den pågår i stromat',
    ],
    [
      'Det krävs 6 koldioxidmolekyler och 18 ATP per glukosmolekyl.',
      4,
      'går det åt sex koldioxidmolekyler och arton ATP',
    ],
    [
      'Bara 1–2 % av solljuset utnyttjas.',
      5,
      'ungefär en till två procent av solljuset tas till vara',
    ],
    ['Melvin Calvin belönades med Nobelpriset 1961.', 6, 'Melvin Calvin fick Nobelpriset 1961'],
    [
      'Syret kommer från vattnet, inte från koldioxiden.',
      7,
      'Man trodde länge att syret kom från koldioxiden, men det kommer från vattnet',
    ],
    [
      'Kaktusar har öppna klyvöppningar nattetid för att spara vatten.',
      8,
      'Kaktusar öppnar sina klyvöppningar på natten',
    ],
    [
      'Studenterna behöver inte kunna alla enzymer till tentan.',
      9,
      'behöver ni inte kunna alla enzymer utantill',
    ],
    ['Tentan är den 12 januari.', 9, 'Inför tentan den 12 januari'],
  ],
  numbers: [
    [
      'Det krävs åtta koldioxidmolekyler per glukosmolekyl.',
      4,
      'För varje glukosmolekyl går det åt sex koldioxidmolekyler',
    ],
    [
      'Det går åt sex koldioxidmolekyler och sexton ATP.',
      4,
      'sex koldioxidmolekyler och arton ATP',
    ],
    ['Calvin fick Nobelpriset 1967.', 6, 'Melvin Calvin fick Nobelpriset 1961'],
    ['Tentan är den 12 februari.', 9, 'Inför tentan den 12 januari'],
    [
      'Tio procent av solljuset tas till vara.',
      5,
      'ungefär en till två procent av solljuset tas till vara',
    ],
  ],
  names: [
    ['Albert Einstein fick Nobelpriset 1961.', 6, 'Melvin Calvin fick Nobelpriset 1961'],
    ['Krebscykeln kallas också efter Hans Krebs.', 3, 'Calvincykeln behöver däremot inget ljus'],
    ['I tylakoiderna bildas NADPH.', 2, 'där bildas ATP och syrgas'],
  ],
  negations: [
    ['Calvincykeln behöver ljus.', 3, 'Calvincykeln behöver däremot inget ljus'],
    [
      'Klorofyllet absorberar inte rött och blått ljus.',
      1,
      'Klorofyllet absorberar rött och blått ljus',
    ],
    ['Verkningsgraden är hög.', 5, 'Verkningsgraden är låg'],
    ['Verkningsgraden är inte låg.', 5, 'Verkningsgraden är låg'],
    ['Syret kommer inte från vattnet.', 7, 'det kommer från vattnet'],
    [
      'Studenterna behöver kunna alla enzymer utantill.',
      9,
      'behöver ni inte kunna alla enzymer utantill',
    ],
    [
      'Kaktusar stänger sina klyvöppningar på natten.',
      8,
      'Kaktusar öppnar sina klyvöppningar på natten',
    ],
  ],
  neverSaid: [
    ['Svampar saknar cellkärna och räknas som bakterier.', 1, 'reflekterar grönt'],
    ['Darwin beskrev det naturliga urvalet på Galápagos.', 6, 'Melvin Calvin fick Nobelpriset'],
    ['Regnskogens avverkning hotar klimatet.', 2, 'Ljusreaktionen sker i tylakoiderna'],
  ],
};

const STANDUP: Recording = {
  language: 'en',
  lines: [
    { text: "Okay, let's start. Priya, how is the migration going?" },
    { text: 'We moved about 12,000 accounts last night, and there were no errors.' },
    { text: "The billing service isn't ready though. It needs another two weeks." },
    { text: "Tom said the vendor won't give us a discount unless we sign for three years." },
    { text: 'So the budget goes up by fifteen percent, to $230,000.' },
    { text: 'I will write to Acme Hosting and ask for a new offer by Friday.' },
    { text: 'We agreed to drop support for version two in the spring of twenty twenty-seven.' },
    { text: 'Nobody has looked at the security report yet, so Maria takes that.' },
  ],
  told: [
    [
      'Around 12,000 accounts were migrated last night without errors.',
      1,
      'We moved about 12,000 accounts last night, and there were no errors',
    ],
    ['The billing service is not ready.', 2, "The billing service isn't ready though"],
    [
      'The billing service is still unfinished and needs 2 more weeks.',
      2,
      "isn't ready though. It needs another two weeks",
    ],
    [
      'The vendor only gives a discount for a three-year contract.',
      3,
      "the vendor won't give us a discount unless we sign for three years",
    ],
    [
      'The budget increases by 15% to $230,000.',
      4,
      'the budget goes up by fifteen percent, to $230,000',
    ],
    [
      'Acme Hosting will be asked for a new offer by Friday.',
      5,
      'write to Acme Hosting and ask for a new offer by Friday',
    ],
    [
      'Support for version 2 will be dropped in spring 2027.',
      6,
      'drop support for version two in the spring of twenty twenty-seven',
    ],
    ['Maria will review the security report.', 7, 'so Maria takes that'],
    [
      'The security report has not been reviewed yet.',
      7,
      'Nobody has looked at the security report yet',
    ],
  ],
  numbers: [
    [
      'About 21,000 accounts were moved last night.',
      1,
      'We moved about 12,000 accounts last night',
    ],
    ['The billing service needs another three weeks.', 2, 'It needs another two weeks'],
    ['The budget goes up by fifty percent.', 4, 'the budget goes up by fifteen percent'],
    ['The budget is $320,000.', 4, 'to $230,000'],
    ['Support for version three will be dropped.', 6, 'drop support for version two'],
    ['Acme Hosting is asked for an offer by Thursday.', 5, 'ask for a new offer by Friday'],
  ],
  names: [
    [
      'Globex Hosting will be asked for a new offer.',
      5,
      'write to Acme Hosting and ask for a new offer',
    ],
    ['James takes the security report.', 7, 'so Maria takes that'],
    [
      'According to Peter the vendor gives no discount.',
      3,
      "Tom said the vendor won't give us a discount",
    ],
  ],
  negations: [
    ['The billing service is ready.', 2, "The billing service isn't ready though"],
    ['There were errors when accounts were moved.', 1, 'there were no errors'],
    ['The budget does not go up by fifteen percent.', 4, 'the budget goes up by fifteen percent'],
    ['The budget decreases by fifteen percent.', 4, 'the budget goes up by fifteen percent'],
    [
      'We never agreed to drop support for version two.',
      6,
      'We agreed to drop support for version two',
    ],
  ],
  neverSaid: [
    ['The office will close during the holidays.', 0, 'the office closes during the holidays'],
    ['Customers complained about the new logo.', 6, 'We agreed to drop support for version two'],
    ['The team plans a trip to the mountains.', 4, 'the budget goes up by fifteen percent'],
  ],
};

export const RECORDINGS: Readonly<Record<string, Recording>> = {
  'a council debate': COUNCIL,
  'an interview': INTERVIEW,
  'a lecture': LECTURE,
  'a meeting in English': STANDUP,
};
