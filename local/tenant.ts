import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { JobStore } from '../core/aws/job-store.ts';
import { Parameters } from '../core/aws/parameters.ts';
import { createTenant, type Tenant } from '../core/steps/create-tenant.ts';
import type { Connection } from './connection.ts';

/** Gives an owner a key and a webhook secret in this cloud, as an operator does on AWS. */
export async function createLocalTenant(
  connection: Connection,
  place: { readonly owner: string; readonly stage: string; readonly table: string },
): Promise<Tenant> {
  return createTenant(place.owner, place.stage, {
    jobs: new JobStore(place.table, new DynamoDBClient(connection)),
    parameters: new Parameters(new SSMClient(connection)),
  });
}
