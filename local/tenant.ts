import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { SCOPES } from '../core/access/api-key.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { ApiKeyRegistry } from '../core/aws/dynamodb/api-key-registry.ts';
import { Parameters } from '../core/aws/parameters.ts';
import type { KeyLimits } from '../core/access/key-limits.ts';
import { createTenant, type Tenant } from '../core/steps/keys/create-tenant.ts';
import { ensureReceiptKey } from '../core/steps/receipts/receipt-keys.ts';
import type { Connection } from './connection.ts';

/** Practically unlimited: there are no other tenants to protect. */
export const ROOMY: KeyLimits = {
  requestsPerSecond: 10_000,
  requestBurst: 100_000,
  jobsPerDay: 1_000_000,
};

/** Creates an owner's API key and webhook secret, and the key of receipts, as an operator does on AWS. */
export async function createLocalTenant(
  connection: Connection,
  place: { readonly owner: string; readonly stage: string; readonly table: string },
): Promise<Tenant> {
  const key = { owner: place.owner, scopes: [...SCOPES], name: 'this computer', limits: ROOMY };
  const parameters = new Parameters(new SSMClient(connection));
  await ensureReceiptKey({ stage: place.stage, parameters }, new Date());
  return createTenant(key, place.stage, {
    keys: new ApiKeyRegistry(new JobsTable(place.table, new DynamoDBClient(connection))),
    parameters,
  });
}
