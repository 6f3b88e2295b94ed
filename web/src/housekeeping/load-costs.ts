/** GET /costs */
import { answered, api, type Schemas } from '../app/api.ts';

/** Costs of a month so far. */
export type MonthCosts = Omit<Schemas['Costs'], 'nextCursor'>;

/** All pages together: one has 1,000 jobs. */
export async function loadCosts(month: string, signal: AbortSignal): Promise<MonthCosts> {
  let { nextCursor, ...sum } = await costsPage({ month }, signal);
  while (nextCursor !== null) {
    const page = await costsPage({ month, cursor: nextCursor }, signal);
    sum = added(sum, page);
    nextCursor = page.nextCursor;
  }
  return sum;
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
  query: { month: string; cursor?: string },
  signal: AbortSignal,
): Promise<Schemas['Costs']> {
  return answered(api.GET('/costs', { params: { query }, signal }));
}
