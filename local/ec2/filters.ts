import * as z from 'zod';
import { Ec2Error } from './ec2-error.ts';
import type { Instance } from './instance.ts';

export const zFilters = z
  .array(z.object({ Name: z.string(), Value: z.array(z.string()).default([]) }))
  .default([]);

type Filters = z.infer<typeof zFilters>;

/** Filter name → values of an item; `tag:KEY` is always supported. */
export type Fields<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

const INSTANCE_FIELDS: Fields<Instance> = {
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

export function filterInstances(instances: readonly Instance[], filters: Filters): Instance[] {
  return matching(instances, filters, INSTANCE_FIELDS);
}

/**
 * Items that match every filter; a filter's values are alternatives, with wildcards * and ?.
 * @throws Ec2Error InvalidParameterValue for an unsupported filter
 */
export function matching<T extends Tagged>(
  items: readonly T[],
  filters: Filters,
  fields: Fields<T>,
): T[] {
  const tests = filters.map(({ Name, Value }) => {
    const field = fieldOf(Name, fields);
    const patterns = Value.map(globPattern);
    return (item: T) => field(item).some((value) => patterns.some((p) => p.test(value)));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
}

function fieldOf<T extends Tagged>(name: string, fields: Fields<T>): Fields<T>[string] {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ tags }) => (tags[key] === undefined ? [] : [tags[key]]);
  }
  const field = fields[name];
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
