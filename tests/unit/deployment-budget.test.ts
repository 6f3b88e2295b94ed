import { expect, test } from 'vitest';
import { budgetOf } from '../../cli/deploy/budget.ts';
import { ParamRefused } from '../../account/given-settings.ts';

/** @param settings name → value on the stack, and after the deployment */
function planned(
  settings: Record<'alarmEmail' | 'monthlyBudgetUsd', [string | undefined, string]>,
) {
  const all = Object.entries(settings).map(([name, [now, next]]) => {
    return { name, now, next, fallback: '', isByHand: true };
  });
  return budgetOf({ settings: all });
}

const A = 'a@example.com';

test.each([
  [
    'none by default',
    { alarmEmail: [undefined, ''], monthlyBudgetUsd: [undefined, '0'] },
    undefined,
    false,
  ],
  ['a first one', { alarmEmail: [undefined, A], monthlyBudgetUsd: [undefined, '50'] }, 50, false],
  ['the same', { alarmEmail: [A, A], monthlyBudgetUsd: ['50', '50.0'] }, 50, false],
  ['another sum', { alarmEmail: [A, A], monthlyBudgetUsd: ['50', '7.5'] }, 7.5, true],
  [
    'another address',
    { alarmEmail: ['b@example.com', A], monthlyBudgetUsd: ['50', '50'] },
    50,
    true,
  ],
  ['none any more', { alarmEmail: [A, A], monthlyBudgetUsd: ['50', '0'] }, undefined, true],
] as const)('%s', (...[, { alarmEmail, monthlyBudgetUsd }, usd, replaces]) => {
  const plan = planned({ alarmEmail: [...alarmEmail], monthlyBudgetUsd: [...monthlyBudgetUsd] });
  expect(plan).toEqual({ wanted: usd === undefined ? undefined : { usd, address: A }, replaces });
});

test.each([
  ['a budget without an address', '', '50', 'needs an address'],
  ['no sum', A, 'much', 'give US dollars'],
  ['a negative sum', A, '-1', 'give US dollars'],
  ['two addresses', `${A},b@example.com`, '0', 'one e-mail address'],
])('%s is refused before anything is deployed', (...[, email, sum, sentence]) => {
  const plan = () =>
    planned({ alarmEmail: [undefined, email], monthlyBudgetUsd: [undefined, sum] });
  expect(plan).toThrow(ParamRefused);
  expect(plan).toThrow(sentence);
});
