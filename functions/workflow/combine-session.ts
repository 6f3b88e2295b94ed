/** State CombineSession: what the end of a job means for the session that it is a chunk of. */
import * as z from 'zod';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import { JobId } from '../../core/base/job-id.ts';
import { combineSession } from '../../core/steps/sessions/combine-session.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'apiUrl', 'deliveryStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  sessions: new SessionStore(table),
  deliveries: new DeliveryStore(table),
  endpoints: new EndpointStore(table),
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  removal: new ObjectRemoval(),
  workflow: new Workflow(),
};

const Input = z.object({ jobId: JobId });

export async function handler(input: unknown): Promise<void> {
  await combineSession(Input.parse(input).jobId, using);
}
