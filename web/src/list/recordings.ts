/** What the list shows: kept while other views show, and forgotten at sign-out. */
import { signal } from '@preact/signals';
import type { Job } from '../app/api.ts';
import { whenSignedOut } from '../app/session.ts';
import { isFiltered, NO_FILTER, type Filter } from './filter.ts';
import { jobPage, type JobPage } from './job-pages.ts';

export interface Recordings extends JobPage {
  /** new: nothing has been asked for; loading: the first page; adding: another. */
  readonly state: 'new' | 'loading' | 'adding' | 'ready' | 'failed';
  readonly error?: unknown;
}

const NOTHING: Recordings = { jobs: [], nextCursor: null, state: 'new' };

export const filter = signal<Filter>(NO_FILTER);
export const recordings = signal<Recordings>(NOTHING);

/** Ends what is under way: only the latest filter may fill the list. */
let current = new AbortController();

whenSignedOut(() => {
  current.abort();
  filter.value = NO_FILTER;
  recordings.value = NOTHING;
});

export function setFilter(next: Filter): Promise<void> {
  filter.value = next;
  return loadRecordings();
}

export function loadRecordings(): Promise<void> {
  recordings.value = { ...recordings.value, state: 'loading' };
  return into((signal) => jobPage({ filter: filter.value, signal }));
}

export function loadMore(): Promise<void> {
  const { jobs, nextCursor: cursor } = recordings.value;
  recordings.value = { ...recordings.value, state: 'adding' };
  return into(async (signal) => {
    const next = await jobPage({ filter: filter.value, cursor, signal });
    return { ...next, jobs: [...jobs, ...without(next.jobs, jobs)] };
  });
}

/** The newest page again, quietly; throws what goes wrong. */
export async function refreshRecordings(): Promise<void> {
  const { state, jobs } = recordings.value;
  // A search without a find reads all there is: not from time to time.
  if (state !== 'ready' || (jobs.length === 0 && isFiltered(filter.value))) return;
  const { signal } = current;
  const fresh = await jobPage({ filter: filter.value, signal });
  if (signal.aborted || recordings.value.state !== 'ready') return;
  recordings.value = { ...merged(recordings.value, fresh), state: 'ready' };
}

export function removeJob(jobId: string): void {
  const jobs = recordings.value.jobs.filter((job) => job.jobId !== jobId);
  recordings.value = { ...recordings.value, jobs };
}

async function into(load: (signal: AbortSignal) => Promise<JobPage>): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  try {
    const page = await load(signal);
    if (!signal.aborted) recordings.value = { ...page, state: 'ready' };
  } catch (error) {
    if (!signal.aborted) recordings.value = { ...recordings.value, state: 'failed', error };
  }
}

/** The fresh page replaces what is as new as its jobs; older ones stay as they are. */
export function merged(shown: JobPage, fresh: JobPage): JobPage {
  const last = fresh.jobs.at(-1);
  if (fresh.nextCursor === null || last === undefined) return fresh;
  const older = shown.jobs.filter(({ createdAt }) => createdAt < last.createdAt);
  if (older.length === 0) return fresh;
  return { jobs: [...fresh.jobs, ...older], nextCursor: shown.nextCursor };
}

function without(jobs: readonly Job[], known: readonly Job[]): Job[] {
  const ids = new Set(known.map(({ jobId }) => jobId));
  return jobs.filter(({ jobId }) => !ids.has(jobId));
}
