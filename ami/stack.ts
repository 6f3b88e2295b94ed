/** Resources of a deployed stack that commands use: network without inbound traffic, private buckets. */
import {
  CloudFormationServiceException,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import { stackOf } from '../account/deployed-stack.ts';
import { NotPossible } from './errors.ts';

export interface StackParts {
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly bucket: string;
}

/** @throws NotPossible if the stage is not deployed */
export async function partsOfStack(
  stage: string,
  cloudFormation: CloudFormationClient,
): Promise<StackParts> {
  const resources = await existing(stage, cloudFormation);
  const part = finderOfParts(stage, resources);
  return {
    subnets: resources.filter(({ type }) => type === 'AWS::EC2::Subnet').map(({ id }) => id),
    securityGroup: part('InstanceSecurityGroup'),
    bucket: part('ResultsBucket'),
  };
}

/** Bucket of published models. @throws NotPossible if the stage is not deployed */
export async function modelsBucketOfStack(
  stage: string,
  cloudFormation: CloudFormationClient,
): Promise<string> {
  const part = finderOfParts(stage, await existing(stage, cloudFormation));
  return part('ModelsBucket');
}

/** Models that jobs may ask for, the default first. */
export async function declaredModels(
  stage: string,
  cloudFormation: CloudFormationClient,
): Promise<string[]> {
  const { parameters } = await stackOf(stage, cloudFormation);
  return (parameters['Models'] ?? '').split(',').filter((name) => name !== '');
}

async function existing(
  stage: string,
  cloudFormation: CloudFormationClient,
): Promise<readonly StackResource[]> {
  const resources = await resourcesOfStack(stage, cloudFormation);
  if (resources !== undefined) return resources;
  throw new NotPossible(
    `There is no stack spotscribe-${stage}, whose parts this uses. First: npm run deploy -- --stage ${stage}`,
  );
}

function finderOfParts(
  stage: string,
  resources: readonly StackResource[],
): (name: string) => string {
  return (name) => {
    const id = resources.find(({ logicalId }) => logicalId === name)?.id;
    if (id !== undefined) return id;
    throw new NotPossible(`The stack spotscribe-${stage} has no ${name}; deploy it again.`);
  };
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly id: string;
}

/** Undefined if the stack does not exist. */
export async function resourcesOfStack(
  stage: string,
  client: CloudFormationClient,
): Promise<StackResource[] | undefined> {
  const resources: StackResource[] = [];
  const StackName = `spotscribe-${stage}`;
  let NextToken: string | undefined;
  try {
    // DescribeStacks does not find a deleted stack by name.
    await client.send(new DescribeStacksCommand({ StackName }));
    do {
      const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
      for (const found of page.StackResourceSummaries ?? []) {
        const { LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' } = found;
        resources.push({
          logicalId: LogicalResourceId,
          type: ResourceType,
          id: PhysicalResourceId,
        });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return resources;
  } catch (error) {
    // CloudFormation has no error code of its own for a missing stack.
    if (error instanceof CloudFormationServiceException && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
