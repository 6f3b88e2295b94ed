/** What a box has to know of a deployment, from the outputs of its stack. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stackOf } from '../../account/deployed-stack.ts';
import type { PoolName } from '../../core/job/route-name.ts';

export interface Pools {
  apiUrl: string;
  /** URLs of the queues. */
  queues: Record<PoolName, string>;
  /** ARN of the role of boxes. */
  role: string;
  /** Names of the models that jobs may ask for, the default first. */
  models: string[];
}

/** Thrown if there is no such deployment, or it has no pools. */
export class NotJoinable extends Error {
  override name = 'NotJoinable';
}

/** @throws NotJoinable */
export async function poolsOfStack(stage: string, client: CloudFormationClient): Promise<Pools> {
  const { isKnown, status, parameters, outputs } = await stackOf(stage, client);
  if (!isKnown) {
    throw new NotJoinable(
      `CloudFormation does not tell of the stack spotscribe-${stage}: your credentials need cloudformation:DescribeStacks.`,
    );
  }
  if (status === undefined) {
    throw new NotJoinable(
      `There is no stack spotscribe-${stage}. First: npm run deploy -- --stage ${stage}`,
    );
  }
  const { ApiUrl, BatchQueueUrl, WarmQueueUrl, WorkerRoleArn } = outputs;
  const models = (parameters['Models'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (!ApiUrl || !BatchQueueUrl || !WarmQueueUrl || !WorkerRoleArn || models.length === 0) {
    throw new NotJoinable(
      `The stack spotscribe-${stage} is older than boxes. Deploy it again: npm run deploy -- --stage ${stage}`,
    );
  }
  const queues = { batch: BatchQueueUrl, warm: WarmQueueUrl };
  return { apiUrl: ApiUrl, queues, role: WorkerRoleArn, models };
}
