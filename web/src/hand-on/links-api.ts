/** Links of a job. */
import { ask } from '../read/ask.ts';

export interface Link {
  readonly linkId: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly audio: boolean;
}

export interface LinksApi {
  list(): Promise<readonly Link[]>;
  /** The token is in this answer only. */
  make(days: number, audio: boolean): Promise<{ token: string }>;
  revoke(linkId: string): Promise<unknown>;
}

export function linksOfJob(jobId: string): LinksApi {
  const path = `/jobs/${encodeURIComponent(jobId)}/links`;
  return {
    list: async () => (await ask<{ links: Link[] }>('GET', path)).links,
    make: (days, audio) => ask('POST', path, { days, audio }),
    revoke: (linkId) => ask('DELETE', `${path}/${encodeURIComponent(linkId)}`),
  };
}
