/** Words about analyses. */
import { byName } from '../../i18n/by-name.ts';
import { inLanguage } from '../../i18n/language.ts';

export const texts = inLanguage({
  sv: {
    presets: byName({
      summary: 'Sammanfattning',
      minutes: 'Protokoll',
      actions: 'Vem ska göra vad',
      chapters: 'Kapitel',
      questions: 'Frågor och svar',
      custom: 'Egen analys',
    }),
    status: byName({
      supported: 'Stöds av det sagda',
      doubtful: 'Tveksamt',
      unsupported: 'Utan stöd',
    }),
    changed: 'De citerade orden har ändrats sedan dess',
    editedSince: 'Texten har rättats sedan analysen gjordes.',
    pending: 'Analysen är inte klar än.',
    failed: 'Analysen misslyckades.',
    none: 'Det finns ingen analys av inspelningen.',
    notSaid: 'finns inte i inspelningen',
  },
  en: {
    presets: {
      summary: 'Summary',
      minutes: 'Minutes',
      actions: 'Who is to do what',
      chapters: 'Chapters',
      questions: 'Questions and answers',
      custom: 'Own analysis',
    },
    status: {
      supported: 'Supported by what was said',
      doubtful: 'Doubtful',
      unsupported: 'Unsupported',
    },
    changed: 'The quoted words have been edited since',
    editedSince: 'The text has been edited since the analysis was made.',
    pending: 'The analysis is not done yet.',
    failed: 'The analysis failed.',
    none: 'There is no analysis of the recording.',
    notSaid: 'not in the recording',
  },
});
