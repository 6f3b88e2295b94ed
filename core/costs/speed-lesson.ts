/** What a finished job adds to the speed of its model and instance type. */
import { boundedSample, withSample, type SpeedSample } from './speed.ts';
import { possibleOn } from './speed-bounds.ts';
import { hashOf, type Measured } from './speed-estimate.ts';

/** Owners whose jobs are kept, the newest; an entry has 250 bytes, and a quote reads all. */
const OWNERS_KEPT = 40;

export interface Lesson {
  owner: string;
  type: string;
  sample: SpeedSample;
  at: Date;
}

export function learned({ owners }: Measured, { owner, type, sample, at }: Lesson): Measured {
  const name = hashOf(owner);
  const known = owners.find((one) => one.owner === name);
  const speed = withSample(known, boundedSample(sample, possibleOn(type)));
  const others = owners.filter((one) => one !== known);
  const newestFirst = others.sort((a, b) => b.at.localeCompare(a.at));
  const kept = newestFirst.slice(0, OWNERS_KEPT - 1);
  return { owners: [{ owner: name, at: at.toISOString(), ...speed }, ...kept] };
}
