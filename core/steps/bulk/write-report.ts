/**
 * State WriteReport: the report of all files, the end of the bulk, and its event. It runs also after an error of
 * the workflow: what the batches have noted counts, and what they have not is named.
 */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import { logInfo } from '../../base/log.ts';
import { isOver, REPORT_TYPES, reportPlace, type Bulk } from '../../bulk/bulk.ts';
import {
  countsOf,
  followed,
  isSettled,
  untried,
  type FileOutcome,
} from '../../bulk/file-outcome.ts';
import { filesIn, type ListedFile } from '../../bulk/listed-file.ts';
import { CSV_HEAD, csvLine, reportLine } from '../../bulk/report.ts';
import { statusAtEnd, totalCounts } from '../../bulk/total-counts.ts';
import { announceEnd, type AnnounceEndPorts } from './announce-end.ts';
import { listKey } from './list-files.ts';
import { batchesPrefix, readBatchAt, type BatchPorts } from './stored-batch.ts';

export interface WriteReportPorts
  extends Pick<BatchPorts, 'writer' | 'resultsBucket'>, AnnounceEndPorts {
  bulks: Pick<BulkStore, 'bulk' | 'end'> & AnnounceEndPorts['bulks'];
  objects: Pick<ObjectLister, 'list' | 'text'>;
  jobs: Pick<JobReader, 'job'>;
}

/** A repeated call sends the event if the one before it could not. */
export async function writeReport(bulkId: string, using: WriteReportPorts): Promise<void> {
  const bulk = await using.bulks.bulk(bulkId);
  if (!bulk || bulk.isDeleting) return;
  const over = isOver(bulk) ? bulk : await endWithReport(bulk, using);
  if (over) await announceEnd(over, using);
}

/** @returns undefined if another call has ended it meanwhile */
async function endWithReport(bulk: Bulk, using: WriteReportPorts): Promise<Bulk | undefined> {
  const { bulkId, error } = bulk;
  const files = await outcomesOf(bulk, using);
  const lines = files.map((file) => reportLine(file, using.apiUrl));
  const jsonl = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const csv = CSV_HEAD + lines.map(csvLine).join('');
  await using.writer.put(reportPlace(bulkId, 'jsonl', using), jsonl, REPORT_TYPES.jsonl);
  await using.writer.put(reportPlace(bulkId, 'csv', using), csv, REPORT_TYPES.csv);
  const counts = totalCounts(bulk.list, [{ counts: countsOf(files) }]);
  const status = statusAtEnd(bulk, counts);
  const over = await using.bulks.end(bulkId, { status, counts, error, at: using.now() });
  logInfo('bulk over', { bulkId, status, ...counts });
  return over;
}

/** All files of the list, in its order. @throws SomeFailed */
async function outcomesOf(bulk: Bulk, using: WriteReportPorts): Promise<FileOutcome[]> {
  const { bulkId } = bulk;
  const text = await using.objects.text({ bucket: using.resultsBucket, key: listKey(bulkId) });
  if (text === undefined || bulk.error) return [];
  const known = new Map<number, FileOutcome>();
  const batches = await using.objects.list(using.resultsBucket, batchesPrefix(bulkId));
  await forEachSettled(
    batches,
    ({ key }) => key,
    async ({ key }) => {
      const files = (await readBatchAt(key, using)) ?? [];
      for (const file of files) known.set(file.line, await ended(file, using));
    },
  );
  return filesIn(text).map((file) => known.get(file.line) ?? lost(file));
}

/** A file whose batch has noted nothing. */
function lost(file: ListedFile): FileOutcome {
  const { problem } = file;
  return { ...untried(file), ...(problem && { state: 'refused', problem }) };
}

/** Also a job that its batch did not follow to the end. */
async function ended(file: FileOutcome, { jobs }: WriteReportPorts): Promise<FileOutcome> {
  if (file.jobId === undefined || isSettled(file)) return file;
  return followed(file, await jobs.job(file.jobId));
}
