/** `npm run keys -- create --owner NAME`: gives an owner a key to the API of a deployment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Owner } from '../core/api-key.ts';
import { JobStore } from '../core/aws/job-store.ts';
import { Parameters } from '../core/aws/parameters.ts';
import { createTenant } from '../core/steps/create-tenant.ts';
import { readArguments, refuse } from './arguments.ts';

const USAGE = `npm run keys -- create --owner NAME [--stage NAME] [--region NAME]

Prints a new API key and the owner's webhook secret. The key is stored as a hash: it is shown once.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    owner: { type: 'string' },
    stage: { type: 'string', default: 'dev' },
    region: { type: 'string', default: 'eu-north-1' },
  },
});
const { owner, stage, region } = values;
if (positionals.join(' ') !== 'create') refuse(USAGE, 'There is one command: create.');
if (owner === undefined) refuse(USAGE, 'Whose key shall it be? Give --owner.');
if (!Owner.safeParse(owner).success) refuse(USAGE, '--owner: a-z, 0-9 and dash, at most 40.');

const tenant = await createTenant(owner, stage, {
  jobs: new JobStore(`spotscribe-${stage}-jobs`, new DynamoDBClient({ region })),
  parameters: new Parameters(new SSMClient({ region })),
});
console.log(JSON.stringify(tenant, null, 2));
