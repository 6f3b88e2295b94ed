/** What checks ask with: clients, the caller, and what is to be made. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { stackOf, type DeployedStack } from '../deployed-stack.ts';
import type { Place } from '../place.ts';
import { ServiceQuotas } from '../../core/aws/service-quotas.ts';

/** What the commands are about to make. */
export interface Intent {
  /** `--param` of a deployment, KEY=VALUE. */
  readonly params: readonly string[];
  readonly image?: ImageIntent;
}

export interface ImageIntent {
  readonly instanceType: string;
  /** Id of the base image, or the name of a parameter that has it. */
  readonly base: string;
  /** The Node that goes into the image; undefined: that of ami/node.lock.json. */
  readonly node?: string | undefined;
}

export interface CheckContext extends Intent {
  readonly place: Place;
  readonly aws: AwsClients;
  readonly stack: DeployedStack;
}

export type AwsClients = ReturnType<typeof clientsOf>;

function clientsOf(region: string) {
  const sts = new STSClient({ region });
  return {
    cloudFormation: new CloudFormationClient({ region }),
    dynamo: new DynamoDBClient({ region }),
    ec2: new EC2Client({ region }),
    iam: new IAMClient({ region }),
    lambda: new LambdaClient({ region }),
    quotas: new ServiceQuotas(region, () => sts.config.credentials()),
    s3: new S3Client({ region }),
    ssm: new SSMClient({ region }),
    sts,
  };
}

export async function contextOf(place: Place, intent: Intent): Promise<CheckContext> {
  const aws = clientsOf(place.region);
  return { ...intent, place, aws, stack: await stackOf(place.stage, aws.cloudFormation) };
}
