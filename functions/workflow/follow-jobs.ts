/** State FollowJobs: how the jobs of a batch stand. */
import * as z from 'zod';
import { BulkBatches } from '../../core/aws/dynamodb/bulk-batches.ts';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readConfig } from '../../core/base/config.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import { followJobs, type Followed } from '../../core/steps/bulk/follow-jobs.ts';
import { jobCancellation } from '../http/job-cancellation.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  bulks: new BulkStore(table),
  batches: new BulkBatches(table),
  jobs: new JobReader(table),
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  cancel: jobCancellation(table),
};

const Input = z.object({ bulkId: BulkId, batch: z.int().min(0), seconds: z.number().min(0) });

export async function handler(input: unknown): Promise<Followed> {
  return followJobs(Input.parse(input), using);
}
