/** The text of a published transcript, for documents. */
import type { TranscriptVersion } from '../../api/transcript-version.ts';
import { editedSource } from '../../editing/edited-source.ts';
import type { Job } from '../../job/job.ts';
import { transcriptKey } from '../../job/work-order.ts';
import type { TranscriptSource } from '../../transcript/documents/transcript-source.ts';
import { cuesOfSrt } from '../../transcript/subtitles.ts';
import { editedVersion, type VersionPorts } from './edited-version.ts';
import { machineTranscript, TranscriptGone, type TranscriptPorts } from './machine-transcript.ts';

/** Undefined if the version is the machine's text. @throws NoSuchVersion, TranscriptGone */
export async function editedText(
  job: Pick<Job, 'jobId'>,
  version: TranscriptVersion,
  using: VersionPorts,
): Promise<TranscriptSource | undefined> {
  const found = await editedVersion(job, version, using);
  return found && editedSource(found.transcript, found.edited);
}

/** With the engine's own cues. @throws TranscriptGone */
export async function machineText(
  job: Pick<Job, 'jobId'>,
  using: TranscriptPorts,
): Promise<TranscriptSource> {
  const place = {
    bucket: using.resultsBucket,
    key: (using.keyOf ?? transcriptKey)(job.jobId, 'srt'),
  };
  const [transcript, srt] = await Promise.all([
    machineTranscript(job, using),
    using.objects.text(place),
  ]);
  if (!transcript) throw new TranscriptGone();
  return { transcript, ...(srt !== undefined && { cues: cuesOfSrt(srt) }) };
}
