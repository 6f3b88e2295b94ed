/** The key of encrypted volumes and images for which none is named: AWS's own, or one of the customer. */
import { GetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';
import { note, ok, type Check, type Finding } from './check.ts';

export const ebsKey: Check = {
  name: 'EBS encryption key',
  stops: [],
  ask: async ({ aws }) => {
    const { KmsKeyId = '' } = await aws.ec2.send(new GetEbsDefaultKmsKeyIdCommand({}));
    return judgeEbsKey(KmsKeyId);
  },
};

const OPERATIONS =
  'Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext CreateGrant DescribeKey ReEncryptFrom ReEncryptTo';

/**
 * EC2 Spot starts machines with its service-linked role, which may not use a customer's key:
 * instances end right after their launch, as InstanceLost.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
 */
export function judgeEbsKey(key: string): Finding {
  if (key === '' || key.endsWith('alias/aws/ebs')) return ok("AWS's own (alias/aws/ebs)");
  return note(
    `${key}, a key of yours`,
    `Spot instances need a grant on it once AWSServiceRoleForEC2Spot exists: aws kms create-grant --key-id ${key} --grantee-principal ARN-OF-THAT-ROLE --operations ${OPERATIONS}`,
  );
}
