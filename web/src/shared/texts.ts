/** Words of a shared transcript. */
import { inLanguage } from '../i18n/language.ts';

export const texts = inLanguage({
  sv: {
    until: (when: string) => `Länken gäller till ${when}.`,
    download: 'Ladda ner texten',
    overTitle: 'Länken gäller inte',
    over: 'Den har slutat gälla eller avslutats, eller så är adressen fel. Be den som gav dig länken om en ny.',
  },
  en: {
    until: (when: string) => `The link works until ${when}.`,
    download: 'Download the text',
    overTitle: 'The link does not work',
    over: 'It has run out or been ended, or the address is wrong. Ask the person who gave it to you for a new one.',
  },
});
