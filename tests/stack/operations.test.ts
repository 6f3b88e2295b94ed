import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { newLink } from '../../core/access/share-link.ts';
import { needsKey, type Operation } from '../../core/api/operation.ts';
import { OPERATIONS } from '../../core/api/operations.ts';
import { PROJECT } from '../../computer/project.ts';
import { textOf } from './intrinsics.ts';
import { ofType, packagedTemplate, type Resources } from './template.ts';

const NO_ROUTE = '$default';
const described: [string, Operation][] = Object.entries(OPERATIONS);

const Deployed = z.object({
  RouteKey: z.string(),
  Target: z.unknown(),
  AuthorizationType: z.string().optional(),
});
const Integration = z.object({ IntegrationUri: z.unknown() });
const Function = z.object({ Handler: z.string() });

let resources: Resources;
beforeAll(async () => {
  ({ resources } = await packagedTemplate());
});

/** What API Gateway is told: route, the file that answers it, and whether a signature is asked for. */
function deployed(): { route: string; handler: string; signed: boolean }[] {
  return ofType(resources, 'AWS::ApiGatewayV2::Route').map(([, properties]) => {
    const { RouteKey, Target, AuthorizationType } = Deployed.parse(properties);
    const integration = /^integrations\/\$\{(\w+)\}$/.exec(textOf(Target))?.[1] ?? '';
    const { IntegrationUri } = Integration.parse(resources[integration]?.Properties);
    const lambda = /^\$\{(\w+)\.Arn\}$/.exec(textOf(IntegrationUri))?.[1] ?? '';
    const { Handler } = Function.parse(resources[lambda]?.Properties);
    return { route: RouteKey, handler: Handler, signed: AuthorizationType === 'AWS_IAM' };
  });
}

test('every route that is described is deployed, and every one that is deployed is described', () => {
  const expected = described.map(([name, { method, path: at, caller }]) => ({
    route: `${method} ${at}`,
    handler: `functions/api/${kebab(functionOf(name))}.handler`,
    signed: caller === 'instance',
  }));
  const apart = [
    { route: NO_ROUTE, handler: 'functions/api/not-found.handler', signed: false },
    // Only the page itself asks for its files.
    { route: 'GET /assets/{file}', handler: 'functions/api/page.handler', signed: false },
  ];
  const inOrder = <T extends { route: string }>(routes: T[]) =>
    routes.sort((a, b) => a.route.localeCompare(b.route));
  expect(inOrder(deployed())).toEqual(inOrder([...expected, ...apart]));
});

test.each(described)('%s is described in the file of its name', (name) => {
  expect(existsSync(path.join(PROJECT, 'core', 'api', 'operations', `${kebab(name)}.ts`))).toBe(
    true,
  );
});

test.each(described)('%s: what stands in the braces of its path is described', (_, route) => {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  expect(Object.keys(route.parameters?.shape ?? {})).toEqual(inPath);
});

test.each(described.filter(([, route]) => needsKey(route)))(
  '%s may count what a key is used for (*countUse in its role), and cannot write keys',
  (name) => {
    const answering = functionOf(name);
    const role = resources[`${answering[0]?.toUpperCase()}${answering.slice(1)}Role`];
    const policies = JSON.stringify(role?.Properties.Policies);
    const count = {
      Effect: 'Allow',
      Action: 'dynamodb:UpdateItem',
      Resource: { 'Fn::GetAtt': ['JobsTable', 'Arn'] },
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*'] },
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': ['pk', 'sk', 'arrivalAt', 'usedAt'],
        },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
      },
    };
    expect(policies).toContain(JSON.stringify(count));
    expect(policies.replace(JSON.stringify(count), '')).not.toContain('key#');
  },
);

/** The embedded cloud does not compare attributes that are written; AWS refuses one that is not named. */
test('createLink may write all that a link has, and no row of a job', () => {
  const asked = { days: 7, audio: true, version: 1, redacted: true } as const;
  const { link } = newLink('job-0123456789abcdef01234567', asked, new Date());
  const written = ['pk', 'sk', 'ttl', ...Object.keys(link)];
  expect(attributesIn('CreateLinkRole', 'hash')).toEqual(written.sort());
});

test('completeUpload may note when an upload was complete, and nothing else of a job', () => {
  expect(attributesIn('CompleteUploadRole', 'completedAt')).toEqual(['completedAt', 'pk', 'sk']);
});

/** The attributes that a role may write beside this one, sorted. */
function attributesIn(role: string, beside: string): string[] {
  const policies = JSON.stringify(resources[role]?.Properties.Policies);
  const lists = [...policies.matchAll(/"dynamodb:Attributes":(\[[^\]]*\])/g)];
  const named = lists.map(([, list = '[]']) => JSON.parse(list) as string[]);
  return (named.find((list) => list.includes(beside)) ?? []).sort();
}

/** Operations that one function answers together: a function takes six resources of the stack. */
const TOGETHER: Partial<Record<string, string>> = {
  getAccessLog: 'records',
  listDeletions: 'records',
  getReceiptKeys: 'records',
  getRedaction: 'redaction',
  decideRedaction: 'redaction',
  getRedactionKey: 'redaction',
  deleteRedactionKey: 'redaction',
};

function functionOf(name: string): string {
  return TOGETHER[name] ?? name;
}

function kebab(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
}
