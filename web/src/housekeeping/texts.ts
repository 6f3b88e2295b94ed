import { inLanguage } from '../i18n/language.ts';

export const texts = inLanguage({
  sv: {
    costs: 'Kostnad',
    before: 'Månaden innan',
    after: 'Månaden efter',
    of: 'av',
    noBudget: 'ingen budget är satt',
    over: 'det är mer än budgeten',
    near: 'det är nära budgeten',
    recordings: { one: 'inspelning', other: 'inspelningar' },
    audio: 'ljud',
    running: 'pågår',
    whatCounts: 'Vad räknas?',
    counts:
      'Summan av kvittona för dina inspelningar som skickades den här månaden (UTC) och inte är borttagna. Budgeten delas av alla som använder tjänsten. Inte med: det som tjänsten kostar utan inspelningar, skatt och avtal med AWS.',
  },
  en: {
    costs: 'Cost',
    before: 'The month before',
    after: 'The month after',
    of: 'of',
    noBudget: 'no budget is set',
    over: 'it is more than the budget',
    near: 'it is near the budget',
    recordings: { one: 'recording', other: 'recordings' },
    audio: 'of audio',
    running: 'running',
    whatCounts: 'What counts?',
    counts:
      'The sum of the receipts of your recordings that were sent in this month (UTC) and are not deleted. All who use the service share the budget. Not in it: what the service costs without recordings, taxes, and agreements with AWS.',
  },
});
