/** Budgets of owners: an item for each that the operator has set; for the others the deployment's default. */
import * as z from 'zod';
import { microUsd, ownerPurse, type Purse } from '../../budgets/purse.ts';
import { ownerBudgetKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

/** Without `usd`: it was removed. */
export const StoredBudget = z.object({ owner: z.string(), usd: z.number().min(0).optional() });
export type OwnerBudget = Required<z.infer<typeof StoredBudget>>;

export class OwnerBudgets {
  protected readonly table: JobsTable;
  private readonly defaultUsd: number;

  /** @param defaultUsd of each owner and month; 0: none */
  constructor(table: JobsTable, defaultUsd: number) {
    this.table = table;
    this.defaultUsd = defaultUsd;
  }

  /** @param month 2026-11 @returns undefined if the owner has no budget */
  async purse(owner: string, month: string): Promise<Purse | undefined> {
    const set = await this.table.get(ownerBudgetKey(owner), StoredBudget);
    if (set?.usd === undefined && this.defaultUsd === 0) return undefined;
    return { name: ownerPurse(owner, month), limit: microUsd(set?.usd ?? this.defaultUsd) };
  }
}
