/**
 * How many machines one owner may have at the same time. EC2 counts all GPU machines of an account
 * against one quota in vCPUs for each market, so an owner with many jobs could hold all of it, and the
 * first job of another would wait until one of them ends.
 *
 * An owner may have half of them while another's jobs are launched, too (owners-share.ts), and all
 * while alone. With several owners at their limits EC2 refuses the rest (QuotaReached), as it does
 * where a quota is not known.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-quotas.html
 */
import { ownersShare } from '../../access/owners-share.ts';
import type { Market } from '../../job/market.ts';
import { countsForGpuQuota } from './gpu-quota.ts';

/** Who launches machines; times in milliseconds of the epoch. */
export interface Launchers {
  /** Owner of the latest launch. */
  latest?: string | undefined;
  /** When the owner changed from one launch to the next. */
  changedAt?: number | undefined;
}

/** What an owner may have of the account's machines at this moment. */
export interface MachineShare {
  /** Machines that EC2's quotas allow. */
  machines: number;
  /** Another owner launched a machine lately. */
  isSharing: boolean;
  ofOwner: number;
}

/** For so long after another's launch an owner leaves half of the machines. */
export const SHARED_MS = 10 * 60_000;

/** @returns whether others than `owner` launched a machine lately */
export function isShared({ latest, changedAt }: Launchers, owner: string, now: number): boolean {
  if (latest === undefined) return false;
  return latest !== owner || (changedAt !== undefined && now - changedAt < SHARED_MS);
}

/** @returns machines that an owner may have at the same time */
export function machinesForOwner(machines: number, isSharing: boolean): number {
  return isSharing ? ownersShare(machines) : machines;
}

/** Instance types that a deployment asks for, in which markets. */
export interface WantedMachines {
  types: readonly string[];
  markets: readonly Market[];
}

/**
 * @param vcpus quotas of the markets
 * @param inPools machines of pools, which are all owners'
 * @returns how many machines of the smallest type they allow beside the pools'; undefined where that
 *   says nothing: for types that other quotas count, and if none is left, of which EC2 tells the job
 */
export function machinesWithin(
  vcpus: Readonly<Record<Market, number>>,
  { types, markets }: WantedMachines,
  inPools = 0,
): number | undefined {
  if (!types.every(countsForGpuQuota)) return undefined;
  const all = markets.reduce((sum, market) => sum + vcpus[market], 0);
  const machines = Math.floor(all / Math.min(...types.map(vcpusOf))) - inPools;
  return machines >= 1 ? machines : undefined;
}

/** vCPUs by the size in the name of a G or VT type: `large` 2, `xlarge` 4, `4xlarge` 16. */
export function vcpusOf(type: string): number {
  const [, times, isLarge] = /\.(?:(\d*)xlarge|(large))$/.exec(type) ?? [];
  if (isLarge !== undefined) return 2;
  return times === undefined ? NaN : 4 * Number(times || 1);
}
