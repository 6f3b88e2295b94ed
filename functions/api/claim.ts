/** POST /instances/claim : work order of the job that an instance was launched for. */
import { claim, type ClaimOutcome } from '../../core/steps/attempts/claim.ts';
import { AnalysisTokens } from '../../core/aws/dynamodb/analysis-tokens.ts';
import { readConfig } from '../../core/base/config.ts';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { OfferStore } from '../../core/aws/dynamodb/offer-store.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { RedactionSecrets } from '../../core/aws/dynamodb/redaction-secrets.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import type { AnswerOf } from '../../core/api/operation.ts';
import { claimOperation } from '../../core/api/operations/claim.ts';
import { HttpProblem } from '../http/problem.ts';
import { instanceHandler } from '../http/handler.ts';

const config = readConfig([
  'jobsTable',
  'resultsBucket',
  'models',
  'modelsBucket',
  'stage',
  'accountId',
  'instanceRole',
  'poolRole',
  'workerRole',
  'heartbeatSeconds',
  'apiUrl',
  'deliveryStateMachineArn',
  'audioUrlAllow',
  'parameterSeconds',
]);
const table = new JobsTable(config.jobsTable);
const signer = new ObjectSigner();
const using = {
  ...config,
  jobs: new OfferStore(table),
  machines: new PoolMachines(table),
  tokens: new AnalysisTokens(table),
  objects: new ObjectLister(),
  signer,
  secrets: new RedactionSecrets(table),
  endpoints: new EndpointStore(table),
  deliveries: new DeliveryStore(table),
  workflow: new Workflow(),
  models: {
    parameters: new RecentParameters(new Parameters(), config.parameterSeconds),
    stage: config.stage,
    signer,
    bucket: config.modelsBucket,
    declared: config.models,
  },
};

export const handler = instanceHandler(claimOperation, config, async ({ machine, body }) =>
  answer(await claim({ ...body, instanceId: machine.id, kind: machine.kind }, using)),
);

function answer(outcome: ClaimOutcome): AnswerOf<typeof claimOperation> {
  switch (outcome.kind) {
    case 'claimed':
      return { status: 200, body: outcome.workOrder };
    case 'unknown':
      throw new HttpProblem('not-found', 'No job was given to this instance.');
    case 'not-yet':
      throw new HttpProblem('not-yet', 'The workflow is not ready for this attempt. Ask again.');
    case 'gone':
      throw new HttpProblem('gone', 'This attempt is over, or another agent has it. Shut down.');
    case 'lacks-model':
      throw new HttpProblem(
        'lacks-model',
        `The job wants the model ${outcome.model}: this machine does not have it, and it is not published. Leave the offer to another machine.`,
      );
  }
}
