/** POST /instances/claim : an instance asks for the work order of the job that it was launched for. */
import * as z from 'zod';
import { claim, type ClaimOutcome } from '../../core/steps/claim.ts';
import { readConfig } from '../../core/config.ts';
import { instanceIdOf } from '../../core/instance-identity.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { ClaimRequest } from '../../core/work-order.ts';
import { jsonBody } from '../http/body.ts';
import { HttpProblem } from '../http/problem.ts';
import { openRoute, type Answer } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'accountId',
  'instanceRole',
  'heartbeatSeconds',
]);
const jobs = new JobStore(config.jobsTable);
const objects = new ObjectStore();

/** What API Gateway adds once it has verified the SigV4 signature. */
const SignedBy = z.object({ authorizer: z.object({ iam: z.object({ userArn: z.string() }) }) });

export const handler = openRoute(async (event) => {
  const signedBy = SignedBy.safeParse(event.requestContext);
  const instanceId = signedBy.success && instanceIdOf(signedBy.data.authorizer.iam.userArn, config);
  if (!instanceId) throw new HttpProblem('missing-scope', 'Only our instances may claim.');
  const request = jsonBody(event, ClaimRequest);
  return answer(await claim({ instanceId, ...request }, { ...config, jobs, objects }));
});

function answer(outcome: ClaimOutcome): Answer {
  switch (outcome.kind) {
    case 'claimed':
      return { status: 200, body: outcome.workOrder };
    case 'unknown':
      throw new HttpProblem('not-found', 'No job was given to this instance.');
    case 'not-yet':
      throw new HttpProblem('not-yet', 'The workflow is not ready for this attempt. Ask again.');
    case 'gone':
      throw new HttpProblem('gone', 'This attempt is over, or another agent has it. Shut down.');
  }
}
