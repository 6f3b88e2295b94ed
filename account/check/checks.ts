/** All checks, in the order of the report, and how they are run. */
import type { Place } from '../place.ts';
import { baseImage } from './base-image.ts';
import { runCheck, type Check, type Checked, type Purpose } from './check.ts';
import { concurrency } from './concurrency.ts';
import { contextOf, type Intent } from './context.ts';
import { ebsKey } from './ebs-key.ts';
import { onDemandQuota, spotQuota } from './gpu-quotas.ts';
import { identity } from './identity.ts';
import { linkedRoles } from './linked-roles.ts';
import { names } from './names.ts';
import { nodeBinary } from './node-binary.ts';
import { imageOffer, offers, zones } from './offers.ts';
import { session } from './session.ts';
import { vpcs } from './vpcs.ts';

const CHECKS: readonly Check[] = [
  ...[session, names, vpcs, offers, zones, linkedRoles, concurrency],
  ...[spotQuota, onDemandQuota, imageOffer, baseImage, nodeBinary, ebsKey],
];

export const ALL_PURPOSES: readonly Purpose[] = ['deploy', 'image', 'jobs'];

/**
 * Without an identity nothing else is asked.
 * @param checks default: all
 */
export async function checkAccount(
  place: Place,
  intent: Intent,
  checks: readonly Check[] = CHECKS,
): Promise<Checked[]> {
  const context = await contextOf(place, intent);
  const caller = await runCheck(identity, context);
  if (caller.finding.state === 'fault') return [caller];
  const others = await Promise.all(checks.map((check) => runCheck(check, context)));
  return [caller, ...others];
}

/** The checks whose faults stop one of these. */
export function checksFor(purposes: readonly Purpose[]): readonly Check[] {
  return CHECKS.filter(({ stops }) => isFor(stops, purposes));
}

/** The faults that stop one of these. */
export function stopping(
  checked: readonly Checked[],
  purposes: readonly Purpose[],
): readonly Checked[] {
  return checked.filter(
    ({ finding, stops }) => finding.state === 'fault' && isFor(stops, purposes),
  );
}

function isFor(stops: readonly Purpose[], purposes: readonly Purpose[]): boolean {
  return stops.some((purpose) => purposes.includes(purpose));
}
