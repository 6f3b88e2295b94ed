/** `npm run keys -- create --owner NAME`: gives an owner a key to the API of a deployment. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { JobStore } from '../core/aws/job-store.ts';
import { Parameters } from '../core/aws/parameters.ts';
import { createTenant } from '../core/steps/create-tenant.ts';

const USAGE = `npm run keys -- create --owner NAME [--stage NAME] [--region NAME]

Prints a new API key and the owner's webhook secret. The key is stored as a hash: it is shown once.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    owner: { type: 'string' },
    stage: { type: 'string', default: 'dev' },
    region: { type: 'string', default: 'eu-north-1' },
  },
});
const { owner, stage, region } = values;
if (positionals[0] === 'create' && owner !== undefined) {
  const tenant = await createTenant(owner, stage, {
    jobs: new JobStore(`spotscribe-${stage}-jobs`, new DynamoDBClient({ region })),
    parameters: new Parameters(new SSMClient({ region })),
  });
  console.log(JSON.stringify(tenant, null, 2));
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
