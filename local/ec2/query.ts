import * as z from 'zod';
import { Ec2Error } from './ec2-error.ts';

/** Fields of EC2's query protocol as a tree: `Tag.1.Key=a` becomes {Tag: [{Key: 'a'}]}. */
export type Tree = string | Tree[] | { [name: string]: Tree };

/** @example toTree(new URLSearchParams('InstanceId.1=i-1')) // {InstanceId: ['i-1']} */
export function toTree(fields: URLSearchParams): Tree {
  const root: Branch = new Map();
  for (const [name, value] of fields) plant(root, name.split('.'), value);
  return harvest(root);
}

type Branch = Map<string, Branch | string>;

function plant(branch: Branch, [name = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    branch.set(name, value);
    return;
  }
  const known = branch.get(name);
  const next: Branch = known instanceof Map ? known : new Map<string, Branch | string>();
  branch.set(name, next);
  plant(next, rest, value);
}

function harvest(branch: Branch | string): Tree {
  if (typeof branch === 'string') return branch;
  const names = [...branch.keys()];
  if (names.every((name) => /^\d+$/.test(name))) {
    return names
      .sort((a, b) => Number(a) - Number(b))
      .map((name) => harvest(branch.get(name) ?? ''));
  }
  return Object.fromEntries([...branch].map(([name, inner]) => [name, harvest(inner)]));
}

/**
 * Parses a request by its action's schema; ignores unknown parameters, as EC2 does.
 * @throws Ec2Error InvalidParameterValue
 */
export function read<T>(schema: z.ZodType<T>, fields: URLSearchParams): T {
  const parsed = schema.safeParse(toTree(fields));
  if (parsed.success) return parsed.data;
  throw new Ec2Error('InvalidParameterValue', z.prettifyError(parsed.error));
}

export const zTags = z.array(z.object({ Key: z.string(), Value: z.string().default('') }));

export const zTagSpecifications = z
  .array(z.object({ ResourceType: z.string(), Tag: zTags.default([]) }))
  .default([]);

export const zFlag = z.stringbool().default(false);
