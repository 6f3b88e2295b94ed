/** What CloudFormation needs for the stack: account/stack-rights.json beside AWS's own schemas. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { actionsIn, STEPS, stackRights, type Step } from '../support/stack-rights.ts';
import { packagedTemplate, type Resources } from './template.ts';

let resources: Resources;
beforeAll(async () => {
  ({ resources } = await packagedTemplate());
});

/** cfn-lint has AWS's resource schemas, with the permissions of each handler. */
const SCHEMAS = path.join(sitePackages(), 'cfnlint', 'data', 'schemas');
const Handler = z.object({ permissions: z.array(z.string()) }).optional();
const Schema = z.object({
  handlers: z.object({ create: Handler, read: Handler, update: Handler, delete: Handler }),
});
const Index = z.record(z.string(), z.string());

function sitePackages(): string {
  const lib = path.join(PROJECT, '.venv', 'lib');
  return path.join(lib, readdirSync(lib)[0] ?? '', 'site-packages');
}

function schemaOf(type: string): z.infer<typeof Schema>['handlers'] {
  const read = (...file: string[]): unknown =>
    JSON.parse(readFileSync(path.join(SCHEMAS, ...file), 'utf8'));
  const name = Index.parse(read('providers', 'us-east-1.json'))[type] ?? type;
  return Schema.parse(read('resources', `${name}.json`)).handlers;
}

function permissions(type: string, step: Step): string[] {
  return [...new Set(schemaOf(type)[step]?.permissions)].sort();
}

/** `unused` has `*` for any characters. */
function isUnused(action: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`).test(action),
  );
}

test('every type of the template has its rights, and there are no others', () => {
  const types = Object.values(resources).map(({ Type }) => Type);
  expect(Object.keys(stackRights()).sort()).toEqual([...new Set(types)].sort());
});

describe.each(Object.entries(stackRights()))('%s', (type, rights) => {
  test.each(STEPS)('%s: what AWS needs, without what the template has no property for', (step) => {
    const needed = permissions(type, step).filter((action) => !isUnused(action, rights.unused));
    expect([...rights[step]].sort()).toEqual(needed);
  });

  test('names nothing as unused that AWS does not name', () => {
    const all = STEPS.flatMap((step) => permissions(type, step));
    const idle = rights.unused.filter((one) => !all.some((action) => isUnused(action, [one])));
    expect(idle).toEqual([]);
  });
});

test('an action on something else than the resource is one that the type needs', () => {
  for (const rights of Object.values(stackRights())) {
    const { '*': _, ...others } = rights.resources;
    for (const action of Object.keys(others)) expect(actionsIn([rights])).toContain(action);
  }
});
