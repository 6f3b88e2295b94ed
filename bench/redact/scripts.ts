/**
 * What is said around an identifier, and what is said that is none. `{}` stands for it. Written apart from
 * the rules: no sentence here is one that they were tried with.
 */
import type { RedactionKind } from '../../core/redaction/redact-request.ts';

export const SENTENCES: Partial<Record<RedactionKind, readonly string[]>> = {
  personnummer: [
    'Då tar vi ditt personnummer först, det var {} va?',
    'Kan du läsa upp det en gång till? Ja, {} är det.',
    'Hon är född {} om jag läser rätt i journalen.',
    'Det står {} på intyget och det ska vara rätt.',
    'Okej, {} och så behöver jag din underskrift.',
    'Samordningsnumret han har fått är {} enligt beslutet.',
    'Vänta lite. {} Så ja, nu hittar jag dig.',
  ],
  organisationsnummer: [
    'Bolaget har organisationsnummer {} och sitter i Solna.',
    'Fakturan ska ställas till oss med orgnummer {} tack.',
    'Föreningens nummer är {} har jag skrivit upp.',
  ],
  bankgiro: [
    'Betala in det på bankgiro {} senast på fredag.',
    'Vårt bankgiro är {} och märk med namnet.',
    'Bankgirot, det var {} om jag minns rätt.',
  ],
  plusgiro: [
    'Eller så sätter du in på plusgiro {} i stället.',
    'Vi har kvar plusgirot {} sedan gammalt.',
  ],
  iban: ['Kontot i utlandsformat är {} och banken är samma.', 'Skriv IBAN {} på överföringen.'],
  card: [
    'Kortnumret är {} och det går ut nästa år.',
    'Jag läser från kortet, {} ska det stå.',
    'Dra det på {} så är det klart.',
  ],
  phone: [
    'Du når mig på {} hela dagen.',
    'Ring {} om det blir värre.',
    'Mitt nummer är {} ifall samtalet bryts.',
    'Hennes mobil är {} tror jag.',
  ],
  email: [
    'Skicka papperen till {} så tittar vi på dem.',
    'Min mejladress är {} och den läser jag varje dag.',
  ],
  address: [
    'Hon har flyttat till {} i våras.',
    'Taxin ska hämta på {} klockan nio.',
    'Adressen är {} och koden fick du.',
  ],
  plate: [
    'Bilen har registreringsnummer {} och är grå.',
    'Vittnet såg en bil med skylten {} köra därifrån.',
    'Regnumret var {} på släpet.',
  ],
};

/** No identifiers: numbers, times, amounts, values, places, names that are words. */
export const PLAIN: readonly string[] = [
  'Blodtrycket låg på 145 genom 90 och pulsen var 72 i morse.',
  'Det kostade 12 500 kronor plus moms, alltså 15 625 kronor.',
  'Vi ses den 14 mars klockan 10.30 i sal 412.',
  'Hon tog 500 milligram tre gånger om dagen i 10 dagar.',
  'Mellan 1998 och 2004 bodde de i ett hus från 1932.',
  'Nittonhundraåttiotvå flyttade vi, och tvåtusenfjorton sålde vi.',
  'Han fick tjugofem tusen i lån och betalade tillbaka elva hundra i månaden.',
  'Matchen slutade 3-2 efter förlängning inför 24 318 åskådare.',
  'CRP var 112 och Hb 134, medan TSH låg på 2,4.',
  'Avtalet gäller 2023-2027 och paragraf 14 punkt 3 är viktigast.',
  'Det var mellan femton och tjugo personer där, kanske tjugotvå.',
  'Ärendet har diarienummer 2024/10432 hos regionen.',
  'Bussen går varje kvart från Uppsala mot Stockholm.',
  'Hans bil stod kvar medan hennes var på verkstad.',
  'Dag efter dag satt vi i kö på Försäkringskassan.',
  'Per person blir det ungefär 340 kronor i månaden.',
  'Vi räknade ett två tre fyra fem och sedan lyfte alla.',
  'Det är sex sju år sedan och åttio procent minns ingenting.',
  'Björn och varg har synts vid sjön i Dalarna.',
  'Storgatan är avstängd hela sommaren.',
  'Version 10.2 kom i maj, och 11.0 kommer till hösten.',
  'Temperaturen var 39,4 på kvällen och 37,8 nästa morgon.',
  'Rum 12, våning 3, och fråga efter receptionen.',
  'Klockan var fem över halv sex när larmet gick.',
  'Vi tar paus i tio minuter. Tjugo över elva börjar vi igen.',
  'Resultatet blev 4,5 miljoner mot budgeterade 4,1.',
  'På sidan 212 i bilaga 4 finns tabellen med 16 rader.',
  'Tåg 432 till Malmö går från spår 7 klockan 14:05.',
  'Den nya lagen, SFS 2018:218, gäller sedan maj.',
  'De sålde 1 200 biljetter första dagen och 3 400 på en vecka.',
  'Vår uppfattning är att Europa behöver mer el.',
  'Lisa heter katten, sa hon, men det är inte sant.',
];

/** `{}` a name in its basic form, `{}s` in the genitive. By what helps to find it. */
export const NAME_SENTENCES = {
  'in mid-sentence': [
    'Sedan ringde {} och sa att det var klart.',
    'Vi väntade på {} i en timme.',
    'Det är {}s jacka som hänger där.',
    'Både jag och {} var med på mötet.',
  ],
  'at the start of a sentence': ['{} kom först och gick sist.', '{}s syster ringde i går.'],
  'after a title or "heter"': [
    'Du ska träffa doktor {} på onsdag.',
    'Hon heter {} och är ny här.',
    'Det var fru {} som öppnade.',
    'Min man {} kör mig hem.',
  ],
} as const;
