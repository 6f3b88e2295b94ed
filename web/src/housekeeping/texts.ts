import { inLanguage } from '../i18n/language.ts';

export const texts = inLanguage({
  sv: {
    costs: 'Kostnad',
    before: 'Månaden innan',
    after: 'Månaden efter',
    of: 'av',
    noBudget: 'ingen budget är satt',
    ownBudget: 'Din budget',
    held: 'undanlagt för det som pågår',
    leftOf: 'kvar av',
    over: 'det är mer än budgeten',
    near: 'det är nära budgeten',
    recordings: { one: 'inspelning', other: 'inspelningar' },
    audio: 'ljud',
    running: 'pågår',
    whatCounts: 'Vad räknas?',
    counts:
      'Summan av kvittona för dina inspelningar som skickades den här månaden (UTC) och inte är borttagna. Tjänstens budget delas av alla som använder den. Inte med: det som tjänsten kostar utan inspelningar, skatt och avtal med AWS.',
    ownCounts:
      'Din budget delas inte med andra. Där räknas också pengar som är undanlagda för det som pågår, och inspelningar som är borttagna.',
  },
  en: {
    costs: 'Cost',
    before: 'The month before',
    after: 'The month after',
    of: 'of',
    noBudget: 'no budget is set',
    ownBudget: 'Your budget',
    held: 'set aside for what runs',
    leftOf: 'left of',
    over: 'it is more than the budget',
    near: 'it is near the budget',
    recordings: { one: 'recording', other: 'recordings' },
    audio: 'of audio',
    running: 'running',
    whatCounts: 'What counts?',
    counts:
      'The sum of the receipts of your recordings that were sent in this month (UTC) and are not deleted. The budget of the service is shared by all who use it. Not in it: what the service costs without recordings, taxes, and agreements with AWS.',
    ownCounts:
      'Your budget is not shared. It also counts money that is set aside for what runs, and recordings that are deleted.',
  },
});
