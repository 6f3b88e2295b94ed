/** A version of a transcript that people edit. */
import type { TranscriptVersion } from '../../api/transcript-version.ts';
import type { EditStore } from '../../aws/dynamodb/edit-store.ts';
import { applyVersions } from '../../editing/apply-versions.ts';
import type { EditedTranscript } from '../../editing/edited-transcript.ts';
import { machineDocument } from '../../editing/machine-document.ts';
import type { Job } from '../../job/job.ts';
import type { Transcript } from '../../transcript/transcript.ts';
import { machineTranscript, type TranscriptPorts } from './machine-transcript.ts';

/** Thrown for a version that there is not, or not any more. */
export class NoSuchVersion extends Error {
  readonly newest: number;

  constructor(newest: number) {
    super(`the newest version is ${newest}`);
    this.name = 'NoSuchVersion';
    this.newest = newest;
  }
}

export interface EditedVersion {
  /** The machine's transcript, and its document. */
  transcript: Transcript;
  machine: EditedTranscript;
  edited: EditedTranscript;
}

export interface VersionPorts extends TranscriptPorts {
  edits: Pick<EditStore, 'all'>;
}

/**
 * Undefined if it is the machine's, since nothing was edited.
 * @throws NoSuchVersion, also if there are edits and the machine's transcript is gone
 */
export async function editedVersion(
  job: Pick<Job, 'jobId'>,
  wanted: TranscriptVersion,
  using: VersionPorts,
): Promise<EditedVersion | undefined> {
  if (wanted === 'machine' || wanted === 0) return undefined;
  const versions = await using.edits.all(job.jobId);
  const newest = versions.at(-1)?.version ?? 0;
  const version = wanted === 'edited' ? newest : wanted;
  if (version > newest) throw new NoSuchVersion(newest);
  if (version === 0) return undefined;
  const transcript = await machineTranscript(job, using);
  if (!transcript) throw new NoSuchVersion(0);
  const machine = machineDocument(transcript);
  return { transcript, machine, edited: applyVersions(machine, versions.slice(0, version)) };
}
