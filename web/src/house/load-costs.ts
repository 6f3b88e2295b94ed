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
}

/** All pages together: one has 2,000 jobs. */
export async function loadCosts(month: string, signal: AbortSignal): Promise<MonthCosts> {
  let sum: MonthCosts | undefined;
  let cursor: string | null | undefined;
  do {
    const page: Page = await costsPage(month, cursor, signal);
    sum = sum === undefined ? page : added(sum, page);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sum;
}

interface Page extends MonthCosts {
  readonly nextCursor: string | null;
}

function added(sum: MonthCosts, page: MonthCosts): MonthCosts {
  return {
    ...sum,
    usd: sum.usd + page.usd,
    jobs: sum.jobs + page.jobs,
    audioSeconds: sum.audioSeconds + page.audioSeconds,
    running: sum.running + page.running,
  };
}

function costsPage(
  month: string,
  cursor: string | null | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const query = { month, ...(cursor && { cursor }) } as object;
  return answered(api.GET('/costs' as '/jobs', { params: { query }, signal }) as never);
}
