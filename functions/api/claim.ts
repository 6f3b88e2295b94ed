/** POST /instances/claim : an instance asks for the work order of the job that it was launched for. */
import { claim, type ClaimOutcome } from '../../core/steps/claim.ts';
import { readConfig } from '../../core/config.ts';
import { DeliveryStore } from '../../core/aws/delivery-store.ts';
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { ObjectReader } from '../../core/aws/object-reader.ts';
import { ObjectSigner } from '../../core/aws/object-signer.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import type { AnswerOf } from '../../core/route.ts';
import { claimRoute } from '../../core/routes/claim.ts';
import { HttpProblem } from '../http/problem.ts';
import { instanceRoute } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'modelsBucket',
  'stage',
  'accountId',
  'instanceRole',
  'heartbeatSeconds',
  'apiUrl',
  'deliveryStateMachineArn',
  'audioUrlAllow',
]);
const table = new JobsTable(config.jobsTable);
const signer = new ObjectSigner();
const using = {
  ...config,
  jobs: new JobStore(table),
  objects: new ObjectReader(),
  signer,
  endpoints: new EndpointStore(table),
  deliveries: new DeliveryStore(table),
  workflow: new Workflow(),
  models: {
    parameters: new Parameters(),
    stage: config.stage,
    signer,
    bucket: config.modelsBucket,
  },
};

export const handler = instanceRoute(claimRoute, config, async ({ instanceId, body }) =>
  answer(await claim({ instanceId, ...body }, using)),
);

function answer(outcome: ClaimOutcome): AnswerOf<typeof claimRoute> {
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
