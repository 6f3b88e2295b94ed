/** The two quotas of GPU instances, in vCPUs: both are 0 in a new account. */
import {
  DescribeInstanceTypesCommand,
  type _InstanceType,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { Market } from '../../core/job/market.ts';
import { countsForGpuQuota, GPU_QUOTAS, quotaPage } from '../../core/machines/spot/gpu-quota.ts';
import { fault, imageCheck, ok, type Check, type Finding } from './check.ts';
import type { CheckContext } from './context.ts';
import { offersOf } from './offers.ts';
import { listSetting } from './settings.ts';

export const spotQuota: Check = {
  name: 'quota, spot',
  stops: ['jobs'],
  ask: (context) => askQuota('spot', listSetting('instanceTypes', context), context),
};

export const onDemandQuota = imageCheck('quota, on demand', ({ instanceType }, context) =>
  askQuota('on-demand', [instanceType], context),
);

async function askQuota(
  market: Market,
  types: readonly string[],
  { aws, place }: CheckContext,
): Promise<Finding> {
  const { code } = GPU_QUOTAS[market];
  const value = await aws.quotas.value({ service: 'ec2', code });
  return judgeQuota(market, { value, sizes: await sizesOf(types, aws.ec2), region: place.region });
}

export interface Size {
  readonly type: string;
  readonly vcpus: number;
}

/** The offered types; EC2 refuses the question for others. */
async function sizesOf(types: readonly string[], ec2: EC2Client): Promise<Size[]> {
  const offered = [...new Set([...(await offersOf(types, ec2)).values()].flat())];
  if (offered.length === 0) return [];
  const { InstanceTypes = [] } = await ec2.send(
    new DescribeInstanceTypesCommand({ InstanceTypes: offered as _InstanceType[] }),
  );
  return InstanceTypes.map(({ InstanceType: type = '', VCpuInfo }) => ({
    type,
    vcpus: VCpuInfo?.DefaultVCpus ?? 0,
  }));
}

export function judgeQuota(
  market: Market,
  { value, sizes, region }: { value: number; sizes: readonly Size[]; region: string },
): Finding {
  const { code, name } = GPU_QUOTAS[market];
  const counted = sizes.filter(({ type }) => countsForGpuQuota(type));
  const [least] = counted.toSorted((one, other) => one.vcpus - other.vcpus);
  const found = `${value} vCPUs (${code}, ${name})`;
  if (least === undefined) return ok(`${found}; none of the types that are offered counts for it`);
  const need = `${least.type} needs ${least.vcpus}`;
  if (value < least.vcpus) {
    return fault(
      `${found}; ${need}`,
      `Request at least ${least.vcpus} vCPUs, and ${least.vcpus} for each instance at the same time; AWS answers in hours or days: ${quotaPage({ code }, region)}`,
    );
  }
  return ok(`${found}; ${need}: ${Math.floor(value / least.vcpus)} at the same time`);
}
