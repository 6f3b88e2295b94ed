/**
 * The analyses of a job's transcript: its own and those of later jobs, finished or as far as they are
 * done. Their machines may be compromised, so what cannot be read counts as not done.
 */
import type { AnalysisRequest } from '../../analysis/analysis-request.ts';
import { AnalysisDocument, type Analysis, type AnalysisFormat } from '../../analysis/analysis.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { LaterAnalyses } from '../../aws/dynamodb/later-analyses.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { analysisKey, attemptAnalysisKey } from '../../job/work-order.ts';

/** Five analyses of twelve hours have a quarter of it. */
const MOST_BYTES = 8 * 1024 ** 2;

/** Key of analyses too large for an API answer; rewritten on every request. */
export function renderedAnalysisKey(jobId: string, format: AnalysisFormat): string {
  return `jobs/${jobId}/so-far/analysis.${format}`;
}

interface ReadAnalysesPorts {
  jobs: Pick<JobReader, 'job'>;
  later: Pick<LaterAnalyses, 'of'>;
  objects: Pick<ObjectReader, 'text'>;
  resultsBucket: string;
}

/** Undefined if none was ever asked for. */
export async function readAnalyses(
  job: Job,
  using: ReadAnalysesPorts,
): Promise<AnalysisDocument | undefined> {
  const rows = await using.later.of(job.jobId);
  const later = await Promise.all(rows.map(({ jobId }) => using.jobs.job(jobId)));
  const asked = [job, ...later].flatMap((one) => (one?.analysis ? [one] : []));
  if (asked.length === 0) return undefined;
  const read = await Promise.all(asked.map((one) => analysesOf(one, using)));
  const analyses = asked.flatMap(({ jobId }, index) =>
    (read[index] ?? []).map((one) => (jobId === job.jobId ? one : { ...one, jobId })),
  );
  const complete = analyses.every(({ status }) => status !== 'pending');
  return { jobId: job.jobId, complete, analyses };
}

/** In the order in which they were asked for. */
async function analysesOf(job: Job, using: ReadAnalysesPorts): Promise<Analysis[]> {
  const { analysis = [] } = job;
  const done = await documentOf(job, using);
  return analysis.map((request, index) => {
    const found = done?.analyses[index];
    if (found && (found.status !== 'pending' || !isFinal(job.status))) return found;
    return notDone(request, job);
  });
}

/** What Settle has kept, else what the newest attempt has written that wrote anything. */
async function documentOf(
  job: Job,
  using: ReadAnalysesPorts,
): Promise<AnalysisDocument | undefined> {
  const { jobId, attempt, status } = job;
  if (status === 'completed') return document(analysisKey(jobId), using);
  for (let nth = attempt; nth >= 1; nth--) {
    const found = await document(attemptAnalysisKey({ jobId, attempt: nth }), using);
    if (found) return found;
  }
  return undefined;
}

async function document(
  key: string,
  { objects, resultsBucket: bucket }: ReadAnalysesPorts,
): Promise<AnalysisDocument | undefined> {
  const text = await objects.text({ bucket, key }, MOST_BYTES);
  return text === undefined ? undefined : AnalysisDocument.safeParse(jsonOf(text)).data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A job that has ended makes no more of them. */
function notDone({ preset, model = '', language }: AnalysisRequest, job: Job): Analysis {
  return {
    preset: preset ?? 'custom',
    status: isFinal(job.status) ? 'failed' : 'pending',
    language: language ?? job.result?.language ?? job.language,
    model,
    text: '',
    claims: [],
    chapters: [],
    restsOn: { readSeconds: 0, fraction: 0, chapters: { read: 0, of: 0 }, missing: [] },
    tokens: { prompt: 0, completion: 0 },
    timings: {},
  };
}
