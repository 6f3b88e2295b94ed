/** The budget of a stage, by its settings alarmEmail and monthlyBudgetUsd. */
import type { MonthlyBudget } from '../../account/budgets.ts';
import { ParamRefused } from '../../account/given-settings.ts';
import type { DeploymentPlan } from './plan.ts';

export interface BudgetPlan {
  /** Undefined: none. */
  readonly wanted: MonthlyBudget | undefined;
  /** The stack has one by other settings. */
  readonly replaces: boolean;
}

const ADDRESS = /^[^@\s,]+@[^@\s,]+$/;
const USD = /^\d{1,7}(\.\d{1,2})?$/;

/** @throws ParamRefused for settings that cannot be */
export function budgetOf({ settings }: Pick<DeploymentPlan, 'settings'>): BudgetPlan {
  const [email, sum] = ['alarmEmail', 'monthlyBudgetUsd'].map((wanted) => {
    const { now, next = '' } = settings.find(({ name }) => name === wanted) ?? {};
    return { now: now ?? '', next };
  }) as [Changed, Changed];
  if (email.next !== '' && !ADDRESS.test(email.next)) {
    throw new ParamRefused(`--param alarmEmail=${email.next}: give one e-mail address, or none.`);
  }
  if (!USD.test(sum.next)) {
    throw new ParamRefused(`--param monthlyBudgetUsd=${sum.next}: give US dollars, such as 50.`);
  }
  const usd = Number(sum.next);
  if (usd > 0 && email.next === '') {
    throw new ParamRefused(
      `--param monthlyBudgetUsd=${sum.next}: a budget needs an address to write to: --param alarmEmail=…`,
    );
  }
  const had = Number(sum.now) > 0;
  return {
    wanted: usd > 0 ? { usd, address: email.next } : undefined,
    replaces: had && (Number(sum.now) !== usd || email.now !== email.next),
  };
}

interface Changed {
  readonly now: string;
  readonly next: string;
}
