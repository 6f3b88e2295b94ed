/** A batch between two steps: its files as an object, its numbers and problems as rows. */
import type { BulkBatches } from '../../aws/dynamodb/bulk-batches.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { bulkPrefix } from '../../bulk/bulk.ts';
import { Batch, countsOf, type FileOutcome } from '../../bulk/file-outcome.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { BulkWaiting } from '../../view/bulk-view.ts';

export interface BatchPorts {
  batches: Pick<BulkBatches, 'put' | 'putProblem'>;
  objects: Pick<ObjectReader, 'text'>;
  writer: Pick<ObjectWriter, 'put'>;
  resultsBucket: string;
}

/** @param batch number of its first line, by which it is known */
export interface BatchId {
  bulkId: string;
  batch: number;
}

/** In the results bucket. */
export function batchesPrefix(bulkId: string): string {
  return `${bulkPrefix(bulkId)}batches/`;
}

/** In the order of the list. */
function keyOf({ bulkId, batch }: BatchId): string {
  return `${batchesPrefix(bulkId)}${batch.toString().padStart(6, '0')}.json`;
}

type Reading = Pick<BatchPorts, 'objects' | 'resultsBucket'>;

/** Undefined before the first step has ended. */
export async function readBatch(id: BatchId, using: Reading): Promise<FileOutcome[] | undefined> {
  return readBatchAt(keyOf(id), using);
}

export async function readBatchAt(
  key: string,
  { objects, resultsBucket: bucket }: Reading,
): Promise<FileOutcome[] | undefined> {
  const text = await objects.text({ bucket, key });
  return text === undefined ? undefined : Batch.parse(JSON.parse(text)).files;
}

/** The object first: the numbers never tell of more than it has. */
export async function writeBatch(
  id: BatchId,
  { files, waiting }: { files: readonly FileOutcome[]; waiting?: BulkWaiting | undefined },
  using: BatchPorts,
): Promise<void> {
  const place = { bucket: using.resultsBucket, key: keyOf(id) };
  await using.writer.put(place, JSON.stringify({ files }), 'application/json');
  const counts = countsOf(files);
  await forEachSettled(
    files.filter(({ problem }) => problem !== undefined),
    ({ line }) => `${id.bulkId} line ${line}`,
    async ({ line, key, jobId, problem }) => {
      if (!problem) return;
      const named = { file: key, ...problem, ...(jobId !== undefined && { jobId }) };
      await using.batches.putProblem(id.bulkId, line, named);
    },
  );
  await using.batches.put(id.bulkId, id.batch, { counts, ...(waiting && { waiting }) });
}
