/** Stored versions of a transcript. */
import type { Edit, EditVersion } from '../../../core/editing/edit.ts';
import { answered, api, type Schemas } from '../app/api.ts';

export interface VersionsApi {
  /** All after this one. */
  after(version: number): Promise<EditVersion[]>;
  /** @throws ApiProblem with code `edited-meanwhile` if `base` is not the newest */
  add(base: number, edits: readonly Edit[]): Promise<Schemas['CreatedEdits']>;
}

export function versionsOfJob(jobId: string): VersionsApi {
  const path = { id: jobId };
  return {
    after: async (version) => {
      const found: EditVersion[] = [];
      for (let more = true; more;) {
        const last = found.at(-1)?.version ?? version;
        const page = await answered(
          api.GET('/jobs/{id}/edits', { params: { path, query: { after: last } } }),
        );
        found.push(...page.versions);
        more = page.more && page.versions.length > 0;
      }
      return found;
    },
    add: (base, edits) =>
      answered(
        api.POST('/jobs/{id}/edits', { params: { path }, body: { base, edits: [...edits] } }),
      ),
  };
}
