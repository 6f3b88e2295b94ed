/**
 * Adds a version to a transcript's edits. Versions have numbers without gaps, and a number is given once:
 * of two people who edit the same version, one is refused and has to look at the other's edits first.
 */
import type { EditStore } from '../../aws/dynamodb/edit-store.ts';
import { applyVersions } from '../../editing/apply-versions.ts';
import { MOST_VERSIONS, type Edit, type EditVersion } from '../../editing/edit.ts';
import { machineDocument } from '../../editing/machine-document.ts';
import type { Job } from '../../job/job.ts';
import { isPublished } from '../../view/analysis-view.ts';
import { machineTranscript, TranscriptGone, type TranscriptPorts } from './machine-transcript.ts';

/** JSON characters of all versions of a job: each request reads them. */
const MOST_CHARACTERS = 16 * 1024 ** 2;

/** Thrown while there is no transcript to edit. */
export class NotYetPublished extends Error {}

/** Thrown when the edits are not on the newest version. */
export class EditedMeanwhile extends Error {
  readonly newest: number;

  constructor(newest: number) {
    super(`the newest version is ${newest}`);
    this.name = 'EditedMeanwhile';
    this.newest = newest;
  }
}

/** Thrown when a transcript has as many edits as it may. */
export class TooManyEdits extends Error {}

interface NewEdits {
  /** Version that they are made on. */
  base: number;
  edits: Edit[];
  by: EditVersion['by'];
  at: Date;
}

export interface EditPorts extends TranscriptPorts {
  edits: Pick<EditStore, 'all' | 'add'>;
}

/** @throws NotYetPublished, EditedMeanwhile, EditRefused, TooManyEdits, TranscriptGone */
export async function editTranscript(
  job: Job,
  { base, edits, by, at }: NewEdits,
  using: EditPorts,
): Promise<EditVersion> {
  if (!isPublished(job)) throw new NotYetPublished('there is no transcript yet');
  const versions = await using.edits.all(job.jobId);
  const newest = versions.at(-1)?.version ?? 0;
  if (base !== newest) throw new EditedMeanwhile(newest);
  const version = { version: newest + 1, at: at.toISOString(), by, edits };
  const all = [...versions, version];
  assertFew(all);
  const transcript = await machineTranscript(job, using);
  if (!transcript) throw new TranscriptGone();
  applyVersions(machineDocument(transcript), all);
  const outcome = await using.edits.add(job.jobId, version);
  if (outcome === 'deleted') throw new TranscriptGone();
  if (outcome === 'taken') throw new EditedMeanwhile(version.version);
  return version;
}

function assertFew(versions: readonly EditVersion[]): void {
  const isMany = versions.length > MOST_VERSIONS;
  if (isMany || JSON.stringify(versions).length > MOST_CHARACTERS) {
    throw new TooManyEdits('a transcript has as many edits as it may');
  }
}
