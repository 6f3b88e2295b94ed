/** State SubmitBatch: the jobs of up to 25 files of a bulk. */
import * as z from 'zod';
import { BulkBatches } from '../../core/aws/dynamodb/bulk-batches.ts';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { DailyQuota } from '../../core/aws/dynamodb/daily-quota.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readConfig } from '../../core/base/config.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import { ListedFile } from '../../core/bulk/listed-file.ts';
import { submitBatch, type BatchAnswer } from '../../core/steps/bulk/submit-batch.ts';
import { plainCreation } from '../http/job-creation.ts';

const config = readConfig(['jobsTable', 'audioBucket', 'resultsBucket', 'models']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  bulks: new BulkStore(table),
  batches: new BulkBatches(table),
  jobs: new JobReader(table),
  quotas: new DailyQuota(table),
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  createJob: plainCreation(table),
  now: () => new Date(),
};

const Input = z.object({ bulkId: BulkId, files: z.array(ListedFile) });

export async function handler(input: unknown): Promise<BatchAnswer> {
  return submitBatch(Input.parse(input), using);
}
