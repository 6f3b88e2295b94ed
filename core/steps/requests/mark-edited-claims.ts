/** Analyses of a transcript that people have edited since: what rests on edited words is marked. */
import { markEdited } from '../../analysis/edited-since.ts';
import type { AnalysisDocument } from '../../analysis/analysis.ts';
import type { Job } from '../../job/job.ts';
import { editedVersion, NoSuchVersion, type VersionPorts } from './edited-version.ts';

/** A later job analyses the transcript of its first job, which is the one that people edit. */
export async function markEditedClaims(
  { jobId, analysisOf = jobId }: Pick<Job, 'jobId' | 'analysisOf'>,
  document: AnalysisDocument,
  using: VersionPorts,
): Promise<AnalysisDocument> {
  const version = await editedVersion({ jobId: analysisOf }, 'edited', using).catch(unlessGone);
  return version ? markEdited(document, version) : document;
}

/** Analyses may be kept longer than the transcript. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof NoSuchVersion)) throw error;
}
