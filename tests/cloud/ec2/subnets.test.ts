import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateSubnetCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { createStack } from '../../../local/deploy.ts';
import { sharedFixture } from '../fixture/stack.ts';

const { aws } = await sharedFixture();
const client = new CloudFormationClient(aws.connection);
const StackName = 'subnets';

const templateWith = (zone: string, CidrBlock: string) => {
  const VpcId = { Ref: 'Vpc' };
  const Properties = { VpcId, CidrBlock, AvailabilityZone: `eu-north-1${zone}` };
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties },
    },
    Outputs: { Vpc: { Value: VpcId } },
  };
};

async function update(zone: string, addresses: string): Promise<void> {
  const TemplateBody = JSON.stringify(templateWith(zone, addresses));
  await client.send(new UpdateStackCommand({ StackName, TemplateBody }));
  const often = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await waitUntilStackUpdateComplete(often, { StackName });
}

test("a subnet with another's addresses is refused, also one that is to replace the other", async () => {
  const template = templateWith('a', '10.9.0.0/20');
  const stack = { stackName: StackName, template, artifacts: '', parameters: {} };
  const { Vpc: VpcId } = await createStack(aws.connection, stack);
  const another = new CreateSubnetCommand({ VpcId, CidrBlock: '10.9.8.0/24' });
  await expect(new EC2Client(aws.connection).send(another)).rejects.toMatchObject({
    name: 'InvalidSubnet.Conflict',
  });

  await expect(update('b', '10.9.0.0/20')).rejects.toThrow('UPDATE_ROLLBACK_COMPLETE');
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason);
  expect(reasons.join('\n')).toContain('InvalidSubnet.Conflict');
  await update('b', '10.9.16.0/20');
});
