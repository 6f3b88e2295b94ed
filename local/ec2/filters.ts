import * as z from 'zod';
import { Ec2Error } from './ec2-error.ts';
import type { Instance } from './instance.ts';

export const zFilters = z
  .array(z.object({ Name: z.string(), Value: z.array(z.string()).default([]) }))
  .default([]);

type Filters = z.infer<typeof zFilters>;

const FIELDS: Readonly<Record<string, (instance: Instance) => readonly string[]>> = {
  'availability-zone': (i) => [i.zone],
  'client-token': (i) => [i.clientToken ?? ''],
  'image-id': (i) => [i.imageId],
  'instance-id': (i) => [i.id],
  'instance-lifecycle': (i) => (i.market === 'spot' ? ['spot'] : []),
  'instance-state-name': (i) => [i.state],
  'instance-type': (i) => [i.type],
  'subnet-id': (i) => (i.subnetId ? [i.subnetId] : []),
  'tag-key': (i) => Object.keys(i.tags),
};

/**
 * The instances that match every filter; a filter's values are alternatives, with * and ?.
 * @throws Ec2Error InvalidParameterValue for a filter that this EC2 does not have
 */
export function filterInstances(instances: readonly Instance[], filters: Filters): Instance[] {
  const tests = filters.map(({ Name, Value }) => {
    const field = fieldOf(Name);
    const patterns = Value.map(globPattern);
    return (i: Instance) => field(i).some((value) => patterns.some((p) => p.test(value)));
  });
  return instances.filter((instance) => tests.every((test) => test(instance)));
}

function fieldOf(name: string): (instance: Instance) => readonly string[] {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ tags }) => (tags[key] === undefined ? [] : [tags[key]]);
  }
  const field = FIELDS[name];
  if (field) return field;
  throw new Ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
