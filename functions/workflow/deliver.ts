/** State Deliver: one try of a webhook that was not taken before, or was not tried yet. */
import { AddressGuard } from '../../core/address-guard.ts';
import { DeliveryStore } from '../../core/aws/delivery-store.ts';
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/config.ts';
import { deliver, DeliverInput } from '../../core/steps/deliver.ts';

const config = readConfig(['stage', 'jobsTable', 'webhookAllow', 'deliveryStateMachineArn']);
const using = {
  ...config,
  jobs: new JobStore(config.jobsTable),
  deliveries: new DeliveryStore(config.jobsTable),
  endpoints: new EndpointStore(config.jobsTable),
  workflow: new Workflow(),
  parameters: new Parameters(),
  guard: new AddressGuard(config.webhookAllow),
};

export async function handler(input: unknown) {
  return deliver(DeliverInput.parse(input), using);
}
