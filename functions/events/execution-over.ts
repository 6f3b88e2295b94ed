/** Step Functions event: an execution of a job or a bulk did not succeed, usually because its job failed. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import { JobId } from '../../core/base/job-id.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { BulkBatches } from '../../core/aws/dynamodb/bulk-batches.ts';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { logWarning } from '../../core/base/log.ts';
import { unanalysedEnd } from '../../core/steps/attempts/end-analysed.ts';
import { bulkOver } from '../../core/steps/bulk/bulk-over.ts';
import { executionOver } from '../../core/steps/upkeep/execution-over.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'apiUrl',
  'stateMachineArn',
  'deliveryStateMachineArn',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectReader();
const writer = new ObjectWriter();
const endUnanalysed = unanalysedEnd({ ...config, jobs, objects, writer });
const holds = new JobHolds(table);
const workflow = new Workflow();
const using = { ...config, jobs, holds, workflow, endUnanalysed };
const ofBulks = {
  ...config,
  bulks: new BulkStore(table),
  batches: new BulkBatches(table),
  deliveries: new DeliveryStore(table),
  endpoints: new EndpointStore(table),
  workflow,
  now: () => new Date(),
};

const StatusChange = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });

export async function handler(event: unknown): Promise<void> {
  const { name, status } = StatusChange.parse(event).detail;
  const jobId = JobId.safeParse(name);
  if (jobId.success) return executionOver(jobId.data, using);
  const bulkId = BulkId.safeParse(name);
  if (bulkId.success) return bulkOver(bulkId.data, ofBulks);
  // An execution that concludes an ended job; it fails as the job did, and the reaper covers it.
  logWarning('execution of another name is over', { name, status });
}
