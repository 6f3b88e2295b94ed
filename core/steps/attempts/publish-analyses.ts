/**
 * Writes a job's analyses to its own key, from what its attempts have written into their folders. A
 * machine may be compromised or older than this code: what does not have the shape is left out.
 */
import { AnalysisDocument, type Analysis } from '../../analysis/analysis.ts';
import type { AnalysisErrorCode } from '../../analysis/analysis-errors.ts';
import { summariesOf, type AnalysisSummary } from '../../analysis/analysis-result.ts';
import { failedAnalysis } from '../../analysis/failed-analysis.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { logWarning } from '../../base/log.ts';
import type { Job } from '../../job/job.ts';
import { analysisKey, attemptAnalysisKey } from '../../job/work-order.ts';
import { CONTENT_TYPES } from '../../transcript/subtitles.ts';

/** Five analyses of twelve hours have a quarter of it; GET reads no more. */
const MOST_BYTES = 8 * 1024 ** 2;

interface PublishAnalysesPorts {
  objects: Pick<ObjectReader, 'text'>;
  writer: Pick<ObjectWriter, 'put'>;
  resultsBucket: string;
}

/**
 * Idempotent.
 * @param otherwise why an analysis is not done that no attempt has done
 */
export async function publishAnalyses(
  job: Job,
  otherwise: AnalysisErrorCode,
  using: PublishAnalysesPorts,
): Promise<AnalysisSummary[]> {
  const { jobId, analysis: requests = [], result } = job;
  const found = await documentsOf(job, using);
  const language = result?.language ?? job.language;
  const analyses = requests.map(
    (request, index) => doneIn(found, index) ?? failedAnalysis(request, language, otherwise),
  );
  const document: AnalysisDocument = { jobId, complete: true, analyses };
  const place = { bucket: using.resultsBucket, key: analysisKey(jobId) };
  await using.writer.put(place, JSON.stringify(document), CONTENT_TYPES.json);
  return summariesOf(document);
}

/** The newest attempt's; one that an earlier attempt has done counts if it was not begun again. */
function doneIn(documents: readonly AnalysisDocument[], index: number): Analysis | undefined {
  return documents
    .map(({ analyses }) => analyses[index])
    .find((analysis) => analysis !== undefined && analysis.status !== 'pending');
}

/** Documents of all attempts, the newest first. */
async function documentsOf(
  { jobId, attempt }: Job,
  using: PublishAnalysesPorts,
): Promise<AnalysisDocument[]> {
  const attempts = Array.from({ length: attempt }, (_, index) => attempt - index);
  const found = await Promise.all(
    attempts.map((nth) => documentOf({ jobId, attempt: nth }, using)),
  );
  return found.filter((document) => document !== undefined);
}

async function documentOf(
  of: { jobId: string; attempt: number },
  { objects, resultsBucket: bucket }: PublishAnalysesPorts,
): Promise<AnalysisDocument | undefined> {
  const text = await objects.text({ bucket, key: attemptAnalysisKey(of) }, MOST_BYTES);
  if (text === undefined) return undefined;
  const document = AnalysisDocument.safeParse(jsonOf(text)).data;
  if (!document) logWarning('analyses are not readable and left out', { ...of });
  return document;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no document is undefined
  }
}
