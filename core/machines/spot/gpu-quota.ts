/**
 * EC2's quotas of GPU instances (families G and VT), one for each market, counted in vCPUs. Both are 0
 * in a new account.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-quotas.html
 */
import type { Market } from '../../job/market.ts';

export interface GpuQuota {
  code: string;
  name: string;
}

export const GPU_QUOTAS: Record<Market, GpuQuota> = {
  spot: { code: 'L-3819A6DF', name: 'All G and VT Spot Instance Requests' },
  'on-demand': { code: 'L-DB2E81BA', name: 'Running On-Demand G and VT instances' },
};

/** EC2's error codes that mean one market's quota. */
const MARKET_OF_CODE: Record<string, Market> = {
  MaxSpotInstanceCountExceeded: 'spot',
  VcpuLimitExceeded: 'on-demand',
};

/** Families that the two quotas count: G and VT. Other types have quotas of their own. */
const COUNTED = /^(g|vt)\d/;

/** @param type such as g4dn.xlarge */
export function countsForGpuQuota(type: string): boolean {
  return COUNTED.test(type);
}

/** The console's page of a quota, where more is requested. */
export function quotaPage(
  { code, service = 'ec2' }: { code: string; service?: string },
  region: string,
): string {
  return `https://${region}.${consoleOf(region)}/servicequotas/home/services/${service}/quotas/${code}`;
}

function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return 'console.aws.amazon.com';
}

/** Names the quotas that EC2's error codes mean, and where to request more; empty for other codes. */
export function quotasBehind(codes: readonly string[], region: string): string {
  return codes
    .flatMap((code) => MARKET_OF_CODE[code] ?? [])
    .map((market) => {
      const { code, name } = GPU_QUOTAS[market];
      return ` The quota is "${name}" (${code}), counted in vCPUs; an operator can request more: ${quotaPage({ code }, region)}`;
    })
    .join('');
}
