/** Pages of the owner's jobs, the newest first. */
import { answered, api, type Job } from '../app/api.ts';
import { queryOf, type Filter } from './filter.ts';

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}

export const PAGE = 20;
/** A search reads a bounded part of the list for each request: so many may find nothing in a row. */
const MOST_REQUESTS = 20;

interface Wanted {
  readonly filter: Filter;
  readonly cursor?: string | null;
  readonly signal: AbortSignal;
}

/** Goes on until something is found, or there is no more. */
export async function jobPage({ filter, cursor = null, signal }: Wanted): Promise<JobPage> {
  let page: JobPage = { jobs: [], nextCursor: cursor };
  for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
    page = await onePage({ filter, cursor: page.nextCursor, signal });
    if (page.jobs.length > 0 || page.nextCursor === null) break;
  }
  return page;
}

function onePage({ filter, cursor, signal }: Wanted): Promise<JobPage> {
  const query = { ...queryOf(filter), limit: PAGE, ...(cursor && { cursor }) };
  return answered(api.GET('/jobs', { params: { query }, signal }));
}
