/** Which recordings the list shows. */
import type { Schemas } from '../app/api.ts';

export type JobStatus = Schemas['JobStatus'];

export interface Filter {
  /** In the file's name or the owner's notes. */
  readonly search: string;
  readonly status: JobStatus | '';
  /** First and last day, in the reader's zone: `2026-11-30`, or ''. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: Filter = { search: '', status: '', from: '', to: '' };

export function isFiltered(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== '');
}

/** For `GET /jobs`. */
export function queryOf(filter: Filter) {
  return {
    ...(filter.search.trim() !== '' && { search: filter.search.trim() }),
    ...(filter.status !== '' && { status: filter.status }),
    ...(filter.from !== '' && { from: new Date(`${filter.from}T00:00`).toISOString() }),
    ...(filter.to !== '' && { to: new Date(`${filter.to}T23:59:59.999`).toISOString() }),
  };
}
