/** The packaged CloudFormation template: what a deployment sends to AWS. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ensurePackage } from '../../local/package.ts';

const Resource = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof Resource>;
export type Resources = Record<string, Resource>;

export interface PackagedTemplate {
  file: string;
  resources: Resources;
  /** The parameters' defaults. */
  defaults: Readonly<Record<string, unknown>>;
}

export async function packagedTemplate(): Promise<PackagedTemplate> {
  const folder = await ensurePackage(() => undefined);
  const file = path.join(folder, 'cloudformation-template-update-stack.json');
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const { Resources, Parameters } = z
    .object({
      Resources: z.record(z.string(), Resource),
      Parameters: z.record(z.string(), z.object({ Default: z.unknown() })),
    })
    .parse(json);
  const defaults = Object.entries(Parameters).map(([name, { Default }]) => [name, Default]);
  return { file, resources: Resources, defaults: Object.fromEntries(defaults) };
}

/** What is there without a SageMaker endpoint, which is the default. */
export function withoutEndpoint(resources: Resources): Resources {
  const all = Object.entries(resources);
  return Object.fromEntries(all.filter(([, { Condition }]) => Condition !== 'HasSagemaker'));
}

/** All resources of a type, by their logical ids. */
export function ofType(resources: Resources, type: string): [string, Resource['Properties']][] {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}
