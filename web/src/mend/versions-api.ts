/** Stored versions of a transcript. */
import type { Edit, EditVersion } from '../../../core/editing/edit.ts';
import { ask } from '../read/ask.ts';

interface Versions {
  version: number;
  versions: EditVersion[];
  more: boolean;
}

export interface VersionsApi {
  /** All after this one. */
  after(version: number): Promise<EditVersion[]>;
  /** @throws ApiProblem with code `edited-meanwhile` if `base` is not the newest */
  add(base: number, edits: readonly Edit[]): Promise<Pick<EditVersion, 'version' | 'at' | 'by'>>;
}

export function versionsOfJob(jobId: string): VersionsApi {
  const path = `/jobs/${encodeURIComponent(jobId)}/edits`;
  return {
    after: async (version) => {
      const found: EditVersion[] = [];
      for (let more = true; more;) {
        const last = found.at(-1)?.version ?? version;
        const page = await ask<Versions>('GET', `${path}?after=${last}`);
        found.push(...page.versions);
        more = page.more && page.versions.length > 0;
      }
      return found;
    },
    add: (base, edits) => ask('POST', path, { base, edits }),
  };
}
