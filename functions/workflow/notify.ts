/** State Notify: sends the job's final events to all subscribers. */
import * as z from 'zod';
import { AddressGuard } from '../../core/base/address-guard.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { readConfig } from '../../core/base/config.ts';
import { JobId } from '../../core/base/job-id.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { notify } from '../../core/steps/webhooks/notify.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';
import { Workflow } from '../../core/aws/workflow.ts';

const config = readConfig([
  'stage',
  'jobsTable',
  'apiUrl',
  'webhookAllow',
  'deliveryStateMachineArn',
  'parameterSeconds',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobStore(table),
  deliveries: new DeliveryStore(table),
  endpoints: new EndpointStore(table),
  workflow: new Workflow(),
  parameters: new RecentParameters(new Parameters(), config.parameterSeconds),
  guard: new AddressGuard(config.webhookAllow),
};

const Input = z.object({ jobId: JobId });

export async function handler(input: unknown): Promise<void> {
  await notify(Input.parse(input).jobId, using);
}
