/** Which of the declared instance types the zones of the region offer. */
import { DescribeInstanceTypeOfferingsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { fault, imageCheck, note, ok, type Check, type Finding } from './check.ts';
import { isGiven, listSetting } from './settings.ts';
import { chooseZones, isZoneOf, type Offers } from '../zones.ts';

/** A zone of the region itself; Local Zones, such as us-west-2-lax-1a, need an opt-in and cost more. */
const ZONE = /^[a-z]+(-[a-z]+)+-\d+[a-z]$/;

export const offers: Check = {
  name: 'instance types',
  stops: ['deploy', 'jobs'],
  ask: async (context) => {
    const types = listSetting('instanceTypes', context);
    return judgeOffers(types, await offersOf(types, context.aws.ec2), context.place.region);
  },
};

export const imageOffer = imageCheck("image's instance type", async (image, { aws, place }) => {
  const types = [image.instanceType];
  return judgeOffers(types, await offersOf(types, aws.ec2), place.region);
});

export const zones: Check = {
  name: 'zones',
  stops: ['deploy', 'jobs'],
  ask: async (context) => {
    const found = await offersOf(listSetting('instanceTypes', context), context.aws.ec2);
    const listed = listSetting('zones', context);
    const declared = isGiven('zones', context) ? listed : chooseZones(listed, found);
    return judgeZones(declared, found, context.place.region);
  },
};

export async function offersOf(types: readonly string[], ec2: EC2Client): Promise<Offers> {
  const found = new Map<string, string[]>();
  const { InstanceTypeOfferings = [] } = await ec2.send(
    new DescribeInstanceTypeOfferingsCommand({
      LocationType: 'availability-zone',
      Filters: [{ Name: 'instance-type', Values: [...types] }],
    }),
  );
  for (const { Location = '', InstanceType = '' } of InstanceTypeOfferings) {
    if (!ZONE.test(Location)) continue;
    found.set(Location, [...(found.get(Location) ?? []), InstanceType]);
  }
  return new Map([...found].sort(([one], [other]) => one.localeCompare(other)));
}

export function judgeOffers(types: readonly string[], found: Offers, region: string): Finding {
  const perType = types.map((type) => ({ type, zones: zonesWith(type, found) }));
  const groups = Map.groupBy(perType, ({ zones }) => zones.join(', ') || 'no zone');
  const text = [...groups]
    .map(([where, same]) => `${same.map(({ type }) => type).join(', ')} in ${where}`)
    .join('; ');
  const missing = perType.filter(({ zones }) => zones.length === 0).map(({ type }) => type);
  if (missing.length === 0) return ok(text);
  if (missing.length < types.length) {
    const others = types.filter((type) => !missing.includes(type));
    return note(text, `Leave out what is not offered: --param instanceTypes=${others.join(',')}`);
  }
  return fault(
    text,
    `${region} offers none of these types. Take another region, or other types of the families g4dn, g5, g6: --param instanceTypes=… of a deployment, --type of an image.`,
  );
}

export function judgeZones(declared: readonly string[], found: Offers, region: string): Finding {
  if (found.size === 0) return ok('none'); // told with the instance types
  const text = declared.join(', ');
  const remedy = `They are worked out from the region's offers with --param zones= or without: ${chooseZones([], found).join(', ')}`;
  if (!declared.every((zone) => isZoneOf(region, zone))) {
    return fault(`${text}: not all of them are in ${region}`, remedy);
  }
  if (new Set(declared).size < declared.length) return fault(`${text}: one is there twice`, remedy);
  const without = declared.filter((zone) => !found.has(zone));
  if (without.length === 0) return ok(text);
  const what = `${text}; none of the types is in ${without.join(', ')}`;
  return without.length < declared.length ? note(what, remedy) : fault(what, remedy);
}

function zonesWith(type: string, found: Offers): string[] {
  return [...found].filter(([, types]) => types.includes(type)).map(([zone]) => zone);
}
