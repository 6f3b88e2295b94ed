/** Words of the redacted copy. */
import { byName } from '../i18n/by-name.ts';
import { inLanguage } from '../i18n/language.ts';

export const texts = inLanguage({
  sv: {
    title: 'Avidentifierad kopia',
    lead: 'Namn kan finnas kvar: läs igenom och lyssna innan du lämnar kopian ifrån dig.',
    original: 'Till originalet',
    audioIsBehind:
      'Ljudet gjordes före dina beslut och rättelser. Det har toner där de var från början.',
    editsAreBehind: 'Kopian har inte de senaste rättelserna av originalet.',
    makeAnew: 'Gör om kopian',
    found: 'Hittat',
    foundLead: 'Klicka för att höra stället. Säg till om något inte behöver bytas ut.',
    nothing: 'Inget hittades att byta ut.',
    namesBy: (model: string | undefined) =>
      model === undefined
        ? 'Namn söktes med listor och regler, utan modell.'
        : `Namn söktes med listor och regler, och med modellen ${model}.`,
    byModel: 'av modellen',
    reject: 'Byt inte ut',
    add: 'Något som står kvar och ska bytas ut',
    replace: 'Byt ut överallt',
    notThere: 'Det står inte så i texten. Skriv hela ord.',
    kinds: byName({
      personnummer: 'Personnummer',
      organisationsnummer: 'Organisationsnummer',
      bankgiro: 'Bankgiro',
      plusgiro: 'Plusgiro',
      iban: 'IBAN',
      card: 'Kortnummer',
      phone: 'Telefon',
      email: 'E-post',
      address: 'Adress',
      plate: 'Bilnummer',
      name: 'Namn',
    }),
  },
  en: {
    title: 'Redacted copy',
    lead: 'Names may remain: read it through and listen before you give the copy away.',
    original: 'To the original',
    audioIsBehind:
      'The sound was made before your decisions and edits. It has the tones of the beginning.',
    editsAreBehind: 'The copy does not have the newest edits of the original.',
    makeAnew: 'Make the copy anew',
    found: 'Found',
    foundLead: 'Click to hear the place. Say so if something need not be replaced.',
    nothing: 'Nothing was found to replace.',
    namesBy: (model: string | undefined) =>
      model === undefined
        ? 'Names were looked for by lists and rules, without a model.'
        : `Names were looked for by lists and rules, and by the model ${model}.`,
    byModel: 'by the model',
    reject: 'Do not replace',
    add: 'Something that remains and is to be replaced',
    replace: 'Replace everywhere',
    notThere: 'It does not stand like that in the text. Write whole words.',
    kinds: {
      personnummer: 'Personal number',
      organisationsnummer: 'Organisation number',
      bankgiro: 'Bankgiro',
      plusgiro: 'Plusgiro',
      iban: 'IBAN',
      card: 'Card number',
      phone: 'Phone',
      email: 'E-mail',
      address: 'Address',
      plate: 'Number plate',
      name: 'Name',
    },
  },
});
