/** An owner's budget of a month, and what is left of it. */
import type { OwnerBudgets } from '../../aws/dynamodb/owner-budgets.ts';
import type { Purses } from '../../aws/dynamodb/purses.ts';
import { leftUsd } from '../../budgets/over-budget.ts';
import { usdOf } from '../../budgets/purse.ts';
import type { BudgetView } from '../../view/costs-view.ts';

/** @param month 2026-11 @returns null if the owner has none */
export async function budgetOf(
  owner: string,
  month: string,
  using: { budgets: Pick<OwnerBudgets, 'purse'>; purses: Pick<Purses, 'state'> },
): Promise<BudgetView | null> {
  const purse = await using.budgets.purse(owner, month);
  if (!purse) return null;
  const state = await using.purses.state(purse.name);
  return {
    limitUsd: usdOf(purse.limit),
    committedUsd: usdOf(state.committed),
    heldUsd: usdOf(state.held),
    leftUsd: leftUsd(purse.limit, state),
  };
}
