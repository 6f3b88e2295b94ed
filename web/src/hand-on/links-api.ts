/** Links of a job. */
import { answered, api, type Schemas } from '../app/api.ts';

export type Link = Schemas['Link'];

export interface LinksApi {
  list(): Promise<readonly Link[]>;
  /** The token is in this answer only. */
  make(days: number, audio: boolean): Promise<Schemas['CreatedLink']>;
  revoke(linkId: string): Promise<void>;
}

export function linksOfJob(jobId: string): LinksApi {
  const path = { id: jobId };
  return {
    list: async () => (await answered(api.GET('/jobs/{id}/links', { params: { path } }))).links,
    make: (days, audio) =>
      answered(api.POST('/jobs/{id}/links', { params: { path }, body: { days, audio } })),
    revoke: async (linkId) => {
      const params = { path: { ...path, linkId } };
      await answered(api.DELETE('/jobs/{id}/links/{linkId}', { params }));
    },
  };
}
