/** EC2's settings of an account and region: offered types, default encryption. */
import * as z from 'zod';
import { Ec2Error } from './ec2-error.ts';
import { zFilters } from './filters.ts';
import { read } from './query.ts';
import { SPOT_PRICES, zonesOf } from './spot-prices.ts';
import { answerXml } from './xml.ts';

/** Changed by tests. */
export class AccountSettings {
  /** Offered instance types of each zone. */
  offers: Readonly<Record<string, readonly string[]>>;
  /** Key of EBS volumes for which no other is named; AWS's own by default. */
  ebsKey = 'alias/aws/ebs';
  readonly region: string;

  constructor(region: string) {
    this.region = region;
    const types = Object.keys(SPOT_PRICES);
    this.offers = Object.fromEntries(zonesOf(region).map((zone) => [zone, types]));
  }
}

/** vCPUs of a GPU type, by its size. */
const VCPUS: Readonly<Record<string, number>> = {
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
  '8xlarge': 32,
};

export function describeInstanceTypeOfferings(
  fields: URLSearchParams,
  { offers }: AccountSettings,
): string {
  const { LocationType, Filter } = read(
    z.object({ LocationType: z.literal('availability-zone'), Filter: zFilters }),
    fields,
  );
  const wanted = Filter.find(({ Name }) => Name === 'instance-type')?.Value;
  const found = Object.entries(offers).flatMap(([location, types]) =>
    types
      .filter((type) => wanted === undefined || wanted.includes(type))
      .map((instanceType) => ({ instanceType, locationType: LocationType, location })),
  );
  return answerXml('DescribeInstanceTypeOfferings', { instanceTypeOfferingSet: found });
}

/** @throws Ec2Error InvalidInstanceType for a type that the region does not offer */
export function describeInstanceTypes(
  fields: URLSearchParams,
  { offers }: AccountSettings,
): string {
  const { InstanceType: wanted } = read(z.object({ InstanceType: z.array(z.string()) }), fields);
  const known = Object.values(offers).flat();
  const missing = wanted.filter((type) => !known.includes(type));
  if (missing.length > 0) {
    const list = missing.join(', ');
    throw new Ec2Error(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${list}]`,
    );
  }
  const types = wanted.map((instanceType) => {
    const defaultVCpus = VCPUS[instanceType.split('.')[1] ?? ''];
    return { instanceType, vCpuInfo: { defaultVCpus } };
  });
  return answerXml('DescribeInstanceTypes', { instanceTypeSet: types });
}

export function getEbsDefaultKmsKeyId({ ebsKey }: AccountSettings): string {
  return answerXml('GetEbsDefaultKmsKeyId', { kmsKeyId: ebsKey });
}
