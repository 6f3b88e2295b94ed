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

/** For `GET /jobs`, where `to` is the first moment that is too late. Days in the wrong order are put right. */
export function queryOf({ search, status, ...days }: Filter) {
  const isTurned = days.to !== '' && days.from > days.to;
  const [from, to] = isTurned ? [days.to, days.from] : [days.from, days.to];
  return {
    ...(search.trim() !== '' && { search: search.trim() }),
    ...(status !== '' && { status }),
    ...(from !== '' && { from: startOf(from) }),
    ...(to !== '' && { to: startOf(to, 1) }),
  };
}

/** In the reader's zone. */
function startOf(day: string, daysLater = 0): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}
