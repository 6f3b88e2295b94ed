/** State Deliver: one try of a webhook delivery. */
import { AddressGuard } from '../../core/base/address-guard.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import { deliver, DeliverInput } from '../../core/steps/webhooks/deliver.ts';

const config = readConfig([
  'stage',
  'jobsTable',
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

export async function handler(input: unknown) {
  return deliver(DeliverInput.parse(input), using);
}
