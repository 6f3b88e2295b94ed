/** Base of forms that no ending explains; the first of each line is the base. */

const FORMS = `
  säg säga säger sa sade sagt sägs say says said saying
  föreslå föreslår föreslog föreslagit föreslagen föreslagna föreslås förslag förslaget förslagen propose proposes proposed proposal
  gå går gick gått gång go goes went gone going
  ge ger gav gett givit ges givet give gives gave given
  ta tar tog tagit tas tagen taget taga take takes took taken
  komma kommer kom kommit come comes came
  skriv skriva skriver skrev skrivit skrivs skriven write writes wrote written
  håll hålla håller höll hållit hålls hold holds held
  finn finns fanns funnits finnas hitta hittar hittade find finds found
  stå står stod stått stand stands stood
  välj välja väljer valde valt val valet vald valda väljs valdes choose chooses chose chosen
  gör göra gjorde gjort görs gjordes make makes made
  se ser såg sett ses see sees saw seen
  vet veta visste vetat know knows knew known
  ligg ligga ligger låg legat lie lies lay
  sitt sitta sitter satt suttit
  sätt sätta sätter satte satts sätts sattes
  lägg lägga lägger lade la lagt läggs lades
  bygg bygga bygger byggde byggt byggs byggdes byggas byggnad byggnaden build builds built building
  sälj sälja säljer sålde sålt säljs såldes säljas försäljning försäljningen sell sells sold selling
  köp köpa köper köpte köpt köps köptes köpet inköp buy buys bought buying purchase
  uppsäg uppsägning uppsägningar uppsägningen uppsägningarna uppsagd uppsagda uppsagt
  dra drar drog dragit dras
  bär bära bar burit bärs
  sjunk sjunka sjunker sjönk sjunkit fall falls fell fallen
  stig stiga stiger steg stigit stegring stegringen stegringar rise rises rose risen
  avslå avslår avslog avslagit avslås avslogs avslag avslaget reject rejects rejected
  anslå anslår anslog anslagit anslag anslaget anslagen
  anta antar antog antagit antas antogs antagen antaget
  behåll behålla behåller behöll behållit behålls keep keeps kept
  inför införa inför införde infört införs infördes
  bered bereda bereder beredde berett
  skäl skälet skälen
  bok böcker böckerna boken book books
  stad staden städer städerna stads city cities
  land landet länder länderna
  hand handen händer händerna
  man mannen män männen
  bror brodern bröder
  son sonen söner
  dotter dottern döttrar
  natt natten nätter
  fot foten fötter
  tand tanden tänder
  år året åren års year years
  barn barnet barnen barns child children
  folk folket people
  pris priset priser priserna price prices
  dyr dyrt dyra dyrare expensive
  stor stort stora större störst största big bigger large larger
  liten litet små mindre minst small smaller
  god gott goda bra bättre bäst bästa good better best
  dålig dåligt dåliga sämre sämst worse worst bad
  gammal gammalt gamla äldre äldst old older
  ung ungt unga yngre young younger
  hög högt höga högre högst högsta high higher highest
  låg lågt låga lägre lägst lägsta low lower lowest
  lång långt långa längre längst long longer
  få färre few fewer
  pengar pengarna penga money
  öppn öppna öppnar öppnade öppnat öppnas open opens opened
  stäng stänga stänger stängde stängt stängs stängdes close closes closed
  möt möta möter mötte mött
  möte mötet möten mötets mötena meeting meetings
  lev leva lever levde levt
  dö dör dog dött die dies died
  rais raise raises raised raising
  get gets got gotten getting
  bli blir blev blivit become
  få fick fått
  tänk tänka tänker tänkte tänkt think thinks thought
  flytt flytta flyttar flyttade flyttat move moves moved
  rösta röstar röstade röstat röst röster rösterna vote votes voted
  driv driva driver drev drivit drivs
  skär skära skar skurit
  beslut besluta beslutar beslutade beslutat beslutet beslutas beslutades besluten decide decides decided decision decisions
  bestäm bestämma bestämmer bestämde bestämt bestämdes bestäms
`;

export const IRREGULAR: ReadonlyMap<string, string> = new Map(
  FORMS.trim()
    .split('\n')
    .flatMap((line) => {
      const forms = line.trim().split(/\s+/u);
      const base = forms[0] ?? '';
      return forms.map((form) => [form, base] as const);
    }),
);
