/** What the options say, in Swedish and English. */
import { inLanguage } from '../../i18n/language.ts';
import type { Preset } from './send-options.ts';

export const texts = inLanguage({
  sv: {
    title: 'Så ska det bli',
    language: 'Språk i inspelningen',
    auto: 'Hitta språket',
    usual: 'Vanliga',
    others: 'Andra',
    autoHint:
      'Modellen lyssnar på början och bestämmer språket. Välj hellre språket om du vet det.',
    swedishModel: 'Modellen är gjord för svenska. Andra språk kan bli sämre.',
    model: 'Modell',
    modelOf: 'Modell:',
    speakers: 'En talare på varje kanal',
    speakersHint:
      'För telefonsamtal och intervjuer med två mikrofoner: vänster och höger hålls isär.',
    analyses: 'Gör också, när texten är klar',
    analysesHint: 'En språkmodell skriver, och varje påstående pekar på ord i inspelningen.',
    presets: {
      summary: 'Sammanfattning',
      minutes: 'Protokoll',
      actions: 'Vem ska göra vad',
      chapters: 'Kapitel',
      questions: 'Frågor och svar',
    } satisfies Record<Preset, string>,
    madeForSwedish: 'Kungliga bibliotekets modell, gjord för svenska',
    manyLanguages: 'för många språk',
    sizes: {
      tiny: 'minst och snabbast, flest fel',
      base: 'liten och snabb',
      small: 'snabb och bra',
      medium: 'noggrannare, långsammare',
      large: 'noggrannast, långsammast',
      turbo: 'noggrann och snabb',
    },
  },
  en: {
    title: 'How it should be done',
    language: 'Language of the recording',
    auto: 'Find the language',
    usual: 'Usual ones',
    others: 'Others',
    autoHint: 'The model listens to the beginning and decides. Choose the language if you know it.',
    swedishModel: 'The model is made for Swedish. Other languages may come out worse.',
    model: 'Model',
    modelOf: 'Model:',
    speakers: 'One speaker on each channel',
    speakersHint:
      'For telephone calls and interviews with two microphones: left and right are kept apart.',
    analyses: 'Make these as well, when the text is done',
    analysesHint:
      'A language model writes, and each of its claims points at words of the recording.',
    presets: {
      summary: 'Summary',
      minutes: 'Minutes',
      actions: 'Who is to do what',
      chapters: 'Chapters',
      questions: 'Questions and answers',
    },
    madeForSwedish: 'made for Swedish by the National Library of Sweden',
    manyLanguages: 'for many languages',
    sizes: {
      tiny: 'smallest and fastest, most mistakes',
      base: 'small and fast',
      small: 'fast and good',
      medium: 'more exact, slower',
      large: 'most exact, slowest',
      turbo: 'exact and fast',
    },
  },
});
