/** GET /costs */
import { answered, api } from '../app/api.ts';

export interface MonthCosts {
  readonly month: string;
  readonly usd: number;
  readonly jobs: number;
  readonly audioSeconds: number;
  /** Jobs that are not in the sum yet. */
  readonly running: number;
  /** null: none is set. */
  readonly budgetUsd: number | null;
  /** What is in the sum, and what is not. */
  readonly counted: string;
}

export function loadCosts(month: string, signal: AbortSignal): Promise<MonthCosts> {
  const query = { month } as object;
  return answered(api.GET('/costs' as '/jobs', { params: { query }, signal }) as never);
}
