/** POST /sign-in: API Gateway has verified the token. */
import { signInOperation } from '../../core/api/operations/sign-in.ts';
import { ApiKeyRegistry } from '../../core/aws/dynamodb/api-key-registry.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { OwnerShares } from '../../core/aws/dynamodb/owner-shares.ts';
import { readConfig } from '../../core/base/config.ts';
import { signIn, SignInRefused } from '../../core/steps/keys/sign-in.ts';
import { personHandler } from '../http/handler.ts';
import { HttpProblem } from '../http/problem.ts';

const { jobsTable, oidcOwnerClaim: ownerClaim } = readConfig(['jobsTable', 'oidcOwnerClaim']);
const table = new JobsTable(jobsTable);
const using = { keys: new ApiKeyRegistry(table), shares: new OwnerShares(table) };

export const handler = personHandler(signInOperation, async ({ claims }) => {
  try {
    return { status: 201, body: await signIn({ claims, ownerClaim }, using) };
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    throw new HttpProblem('missing-scope', error.message);
  }
});
