/** State WriteReport: the report of a bulk, its end and its event. */
import * as z from 'zod';
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import { writeReport } from '../../core/steps/bulk/write-report.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'apiUrl', 'deliveryStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  bulks: new BulkStore(table),
  jobs: new JobReader(table),
  deliveries: new DeliveryStore(table),
  endpoints: new EndpointStore(table),
  objects: new ObjectLister(),
  writer: new ObjectWriter(),
  workflow: new Workflow(),
  now: () => new Date(),
};

const Input = z.object({ bulkId: BulkId });

export async function handler(input: unknown): Promise<void> {
  await writeReport(Input.parse(input).bulkId, using);
}
