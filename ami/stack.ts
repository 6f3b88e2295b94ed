/** Resources of a deployed stack that commands use: network without inbound traffic, private buckets. */
import {
  CloudFormationServiceException,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
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
  const part = await finderOfParts(stage, cloudFormation);
  return {
    subnets: [part('SubnetA'), part('SubnetB'), part('SubnetC')],
    securityGroup: part('InstanceSecurityGroup'),
    bucket: part('ResultsBucket'),
  };
}

/** Bucket of published models. @throws NotPossible if the stage is not deployed */
export async function modelsBucketOfStack(
  stage: string,
  cloudFormation: CloudFormationClient,
): Promise<string> {
  const part = await finderOfParts(stage, cloudFormation);
  return part('ModelsBucket');
}

async function finderOfParts(
  stage: string,
  cloudFormation: CloudFormationClient,
): Promise<(name: string) => string> {
  const resources = await resourcesOfStack(stage, cloudFormation);
  if (resources === undefined) {
    throw new NotPossible(
      `There is no stack spotscribe-${stage}, whose parts this uses. First: npm run deploy -- --stage ${stage}`,
    );
  }
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
