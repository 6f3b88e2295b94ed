import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { quotaPage } from '../../core/machines/spot/gpu-quota.ts';
import { fault, ok, type Check, type Finding } from './check.ts';

const QUOTA = { service: 'vpc', code: 'L-F678F1CE' } as const;

export const vpcs: Check = {
  name: 'VPCs',
  stops: ['deploy'],
  ask: async ({ aws, stack, place }) => {
    if (stack.status !== undefined) return ok('the stack has its own already');
    const { Vpcs = [] } = await aws.ec2.send(new DescribeVpcsCommand({}));
    return judgeVpcs(Vpcs.length, await aws.quotas.value(QUOTA), place.region);
  },
};

export function judgeVpcs(used: number, quota: number, region: string): Finding {
  const found = `${used} of ${quota} are used; a stage needs one`;
  if (used < quota) return ok(found);
  return fault(
    found,
    `Delete a VPC that nothing uses, or request more (${QUOTA.code}): ${quotaPage(QUOTA, region)}`,
  );
}
