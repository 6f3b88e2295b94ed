/**
 * Service-linked roles of EC2 Spot and EC2 Fleet. They are account-wide: CloudFormation would fail if
 * one exists already, so a deployment makes them, if they are missing.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-prerequisites.html
 */
import {
  CreateServiceLinkedRoleCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  InvalidInputException,
  NoSuchEntityException,
  type IAMClient,
} from '@aws-sdk/client-iam';

export interface LinkedRole {
  readonly service: string;
  readonly name: string;
}

const LINKED_ROLES: readonly LinkedRole[] = [
  { service: 'spot.amazonaws.com', name: 'AWSServiceRoleForEC2Spot' },
  { service: 'ec2fleet.amazonaws.com', name: 'AWSServiceRoleForEC2Fleet' },
];

export async function missingLinkedRoles(iam: IAMClient): Promise<LinkedRole[]> {
  const missing = await Promise.all(
    LINKED_ROLES.map(async (role) => ((await exists(role, iam)) ? [] : [role])),
  );
  return missing.flat();
}

/** The right to make them is needed only where one is missing. */
export async function makeLinkedRole({ service }: LinkedRole, iam: IAMClient): Promise<void> {
  try {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
  } catch (error) {
    // Made meanwhile. IAM answers InvalidInput here, unlike in its other calls.
    const exists =
      error instanceof InvalidInputException || error instanceof EntityAlreadyExistsException;
    if (!exists) throw error;
  }
}

async function exists({ name }: LinkedRole, iam: IAMClient): Promise<boolean> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: name }));
    return true;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return false;
    throw error;
  }
}
