/** Which files of a folder are still to be sent, by what earlier runs of the same words have done. */
import type { StoredFile, SubmitState } from './journal.ts';
import type { FolderFile } from './walk.ts';

/** A bulk of an earlier run, with its state from the API. */
export interface EarlierBulk {
  bulkId: string;
  phase: 'open' | 'runs' | 'over' | 'cancelled';
  /** Whether a file of a finished bulk became a transcript, by name. */
  isCompleted?: (name: string) => boolean;
}

export interface Plan {
  /** To be sent; the deployment may have some of them already. */
  fresh: FolderFile[];
  /** Bulks that have files of the folder, in the order in which they were made. */
  follow: string[];
}

export interface Planning {
  state: Pick<SubmitState, 'stored'>;
  bulks: ReadonlyMap<string, EarlierBulk>;
  /** What did not become a transcript is sent again. */
  retryFailed: boolean;
  /** SHA-256 of the content as it is now. @throws errors of the file system */
  sha256: (file: FolderFile) => Promise<string>;
}

export async function plan(files: readonly FolderFile[], using: Planning): Promise<Plan> {
  const fresh: FolderFile[] = [];
  for (const file of files) if (await isFresh(file, using)) fresh.push(file);
  const follow = [...using.bulks.values()].filter(({ phase }) => phase !== 'open');
  return { fresh, follow: follow.map(({ bulkId }) => bulkId) };
}

async function isFresh(file: FolderFile, using: Planning): Promise<boolean> {
  const stored = using.state.stored.get(file.name);
  const bulk = stored && using.bulks.get(stored.bulkId);
  if (!stored || !bulk || bulk.phase === 'open') return true;
  if (!(await isSame(file, stored, using))) return true;
  // A job that runs is waited for, whatever is to be tried again.
  const isToRepeat = bulk.phase === 'cancelled' || (bulk.phase === 'over' && using.retryFailed);
  return isToRepeat && bulk.isCompleted?.(file.name) !== true;
}

async function isSame(file: FolderFile, stored: StoredFile, using: Planning): Promise<boolean> {
  if (file.bytes !== stored.bytes) return false;
  try {
    return (await using.sha256(file)) === stored.sha256;
  } catch {
    return false; // gone or unreadable: sending it tells so
  }
}
