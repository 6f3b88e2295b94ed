/** The second half of a submission: its bulks until they are over, the report, the transcripts. */
import { byName } from './walk.ts';
import type { BulkApi } from './bulk-api.ts';
import { followBulk } from './follow-bulk.ts';
import type { Journal } from './journal.ts';
import { bulkText, type ProgressLine } from './progress.ts';
import { lineOf, writeReport, type ReportLine } from './report.ts';
import { nameIn } from './server-line.ts';
import type { Submission } from './request.ts';
import { clean } from '../monitor/wording.ts';
import { writeTranscripts } from './transcripts.ts';
import { files, named } from './wording.ts';
import type { Clock } from '../../computer/wait-until.ts';

export interface Concluding {
  api: BulkApi;
  apiUrl: string;
  progress: ProgressLine;
  clock: Pick<Clock, 'sleep'>;
  submission: Submission;
  /** Undefined without a state of its own: for a bulk that is named. */
  journal: Journal | undefined;
}

/** Waits for the end of each bulk, and says why one failed as a whole. @throws NoBulk, ApiError, ApiAway */
export async function untilOver(bulkIds: readonly string[], using: Concluding): Promise<void> {
  const { api, clock, progress } = using;
  for (const bulkId of bulkIds) {
    const bulk = await followBulk(bulkId, {
      look: (id) => api.bulk(id),
      onLook: (seen) => progress.show(bulkText(seen)),
      clock,
    });
    progress.end(bulkText(bulk));
    if (bulk.error) progress.end(clean(`${bulk.error.code}: ${bulk.error.message}`));
  }
}

/** Lines of the reports of bulks that are over; of a file that is in several, that of the last one. */
export async function reportedLines(
  bulkIds: readonly string[],
  { api, apiUrl }: Pick<Concluding, 'api' | 'apiUrl'>,
): Promise<ReportLine[]> {
  const lines = new Map<string, ReportLine>();
  for (const bulkId of bulkIds) {
    for await (const line of api.report(bulkId)) {
      const name = nameIn(line.file, bulkId);
      lines.set(name, lineOf(name, line, apiUrl));
    }
  }
  return [...lines.values()];
}

/** @returns the exit status */
export async function finish(lines: ReportLine[], using: Concluding): Promise<number> {
  const { progress, submission } = using;
  const sorted = submission.target.what === 'folder' ? sortedByName(lines) : lines;
  await writeReport(submission.report, sorted);
  const failed = sorted.filter(({ status }) => status !== 'completed');
  const written = await transcripts(sorted, using);
  progress.end(
    sorted.length === 0
      ? 'No file was submitted; the report is empty.'
      : `${sorted.length - failed.length} of ${files(sorted.length)} completed. Report: ${submission.report}`,
    ...named(failed),
  );
  return sorted.length === 0 || failed.length > 0 || !written ? 1 : 0;
}

function sortedByName(lines: ReportLine[]): ReportLine[] {
  return lines.sort((a, b) => byName(a.file, b.file));
}

/** @returns whether all that were asked for are there */
async function transcripts(
  lines: readonly ReportLine[],
  { api, journal, progress, submission }: Concluding,
): Promise<boolean> {
  if (!submission.transcripts) return true;
  const { folder, format } = submission.transcripts;
  let missing = 0;
  const count = await writeTranscripts(lines, {
    ...{ folder, format, prefix: prefixOf(submission) },
    read: (jobId) => api.transcript(jobId, format),
    written: journal?.state.written ?? new Map(),
    onWritten: (path, jobId) => journal?.write({ what: 'written', path, jobId }),
    onFailed: (file, error) => {
      missing += 1;
      progress.end(`No transcript written of ${clean(file)}: ${clean(String(error))}`);
    },
  });
  progress.end(`${files(count)} of text below ${folder}.`);
  return missing === 0;
}

/** Prefix of the keys in S3; empty for a folder or a manifest. */
function prefixOf({ target }: Submission): string {
  if (target.what !== 'place' || target.source.s3 === undefined) return '';
  return target.source.s3.split('/').slice(3).join('/');
}
