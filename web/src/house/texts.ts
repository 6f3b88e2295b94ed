import { inLanguage } from '../i18n/language.ts';

export const texts = inLanguage({
  sv: {
    costs: 'Kostnad',
    before: 'Månaden innan',
    after: 'Månaden efter',
    of: 'av',
    budget: 'Budget',
    noBudget: 'Ingen budget är satt.',
    over: 'Budgeten är överskriden.',
    near: 'Budgeten är snart slut.',
    recordings: { one: 'inspelning', other: 'inspelningar' },
    audio: 'ljud',
    running: 'pågår',
    whatCounts: 'Vad som räknas',
  },
  en: {
    costs: 'Cost',
    before: 'The month before',
    after: 'The month after',
    of: 'of',
    budget: 'Budget',
    noBudget: 'No budget is set.',
    over: 'It is more than the budget.',
    near: 'The budget is nearly used.',
    recordings: { one: 'recording', other: 'recordings' },
    audio: 'of audio',
    running: 'running',
    whatCounts: 'What counts',
  },
});
