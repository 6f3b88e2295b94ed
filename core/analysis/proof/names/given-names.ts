/** Common given names and places, for a name that begins a sentence: there its capital says nothing. */

const SWEDISH = `
  anders anna anne annika agneta alexander alice alva amanda amina andreas anette anita ann arne arvid
  astrid axel barbro bengt berit bertil birgitta björn bo britta camilla carina carl caroline cecilia
  charlotte christer christian christina claes clara curt dag dan daniel david ebba eleonor elias elin
  elisabeth ella ellen elsa emil emilia emma erik erika ester eva fatima felix filip fredrik frida
  gabriel gerd göran greta gun gunilla gunnar gustav göte hanna hans harald hassan helen helena helene
  henrik hugo håkan ida inga inger ingrid isabella isak ivar jakob jan janne jasmine jens jenny jesper
  jessica joakim johan johanna john jonas josef josefin julia jörgen kaj karin karl katarina kent kerstin
  kjell klara kristina kristoffer kurt lars lasse leif leila lena lennart leo liam lina linda linnea lisa
  lotta louise lucas ludvig magnus maja malin margareta maria marie marcus margit markus martin mats
  matilda mattias maurits michael mikael mohammed moa monica märta nadja niklas nils nina nora olle olof
  oscar oskar otto patrik paul per pelle peter petra pia pontus ragnar rasmus rebecka rickard robert roger
  roland rolf rune samuel sandra sara sebastian signe simon siv sofia sofie solveig staffan stefan sten
  stig stina susanne sven svante sören tage thomas tomas therese tobias tove tuva ulf ulla ulrika urban
  valter vera veronica viktor viktoria vilgot viveka vincent wilhelm william yasmin yngve yusuf yvonne
  åke åsa östen ali ahmed omar osman
`;
const ENGLISH = `
  james mary robert patricia jennifer michael linda elizabeth barbara richard susan joseph jessica thomas
  sarah charles karen christopher lisa nancy matthew betty anthony margaret sandra donald ashley steven
  kimberly emily andrew donna joshua michelle kenneth carol kevin amanda brian dorothy george melissa
  timothy deborah ronald stephanie edward rebecca jason sharon jeffrey laura ryan cynthia jacob kathleen
  gary amy nicholas angela eric shirley jonathan brenda stephen pamela larry emma justin nicole scott helen
  brandon samantha benjamin katherine frank christine gregory debra alexander rachel raymond carolyn patrick
  janet jack catherine dennis maria jerry heather tyler diane olivia adam julie jose joyce henry victoria
  nathan kelly peter zachary lauren kyle joan walter evelyn harold judith priya ahmed fatima wei chen
`;
const PLACES = `
  stockholm göteborg malmö uppsala linköping örebro västerås helsingborg norrköping jönköping umeå lund
  borås sundsvall gävle eskilstuna halmstad växjö karlstad södertälje kristianstad kalmar falun luleå
  skellefteå östersund trollhättan visby kiruna sverige norge danmark finland island tyskland frankrike
  england spanien italien polen ryssland ukraina kina usa eu europa skåne småland dalarna värmland gotland
  sweden norway denmark finland germany france spain italy poland russia ukraine china london paris berlin
  brussels bryssel oslo köpenhamn helsingfors riksdagen skanska volvo ericsson ikea google
  microsoft apple amazon facebook skatteverket riksbanken trafikverket
`;

const BODIES = `
  socialdemokraterna socialdemokrat moderaterna moderat sverigedemokraterna sverigedemokrat centerpartiet
  vänsterpartiet kristdemokraterna kristdemokrat liberalerna liberal miljöpartiet labour republicans democrats
  socialstyrelsen folkhälsomyndigheten naturvårdsverket arbetsförmedlingen försäkringskassan migrationsverket
  skolverket energimyndigheten livsmedelsverket konsumentverket boverket transportstyrelsen skolinspektionen
  finansinspektionen läkemedelsverket jordbruksverket kronofogden
`;

const GIVEN = new Set(`${SWEDISH} ${ENGLISH}`.trim().split(/\s+/u));
const KNOWN = new Set(`${PLACES} ${BODIES}`.trim().split(/\s+/u));

const SURNAME =
  /(?:sson|ström|qvist|kvist|quist|gren|lund|dahl|berg|borg|stedt|holm|mark|löf|blad|bäck|hammar|sjö|stein|feldt|ski|sen)$/u;

export function isKnownName(word: string): boolean {
  return isGivenName(word) || KNOWN.has(word) || KNOWN.has(word.replace(/s$/u, ''));
}

export function isGivenName(word: string): boolean {
  return GIVEN.has(word) || GIVEN.has(word.replace(/s$/u, ''));
}

export function looksLikeSurname(word: string): boolean {
  return word.length >= 6 && SURNAME.test(word.replace(/s$/u, ''));
}

/** Swedish names of waters and towns, and compounds that begin with a known place. */
const PLACE = /^\p{L}{3,}(?:havet|sjön|älven|fjärden|viken|sundet|köping|holmen)$/u;

export function looksLikePlace(word: string): boolean {
  if (PLACE.test(word)) return true;
  const parts = [word.slice(0, 7), word.slice(0, 8), word.slice(0, 9), word.slice(0, 10)];
  return (
    word.length > 10 &&
    parts.some((part) => KNOWN.has(part.replace(/s$/u, '')) && part.endsWith('s'))
  );
}

export function isPlaceOrBody(word: string): boolean {
  return KNOWN.has(word) || KNOWN.has(word.replace(/s$/u, ''));
}
