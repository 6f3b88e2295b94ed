/** The published rights of the operator: all that the commands and CloudFormation need, and no more. */
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { operatorActions, operatorPolicies } from '../support/operator.ts';
import { actionsIn, stackRights } from '../support/stack-rights.ts';

const COMMANDS = [
  'ami/main.ts',
  ...['budgets', 'check-aws', 'deploy', 'dlq', 'keys', 'model', 'remove', 'smoke', 'worker'],
].map((name) => (name.includes('/') ? name : `cli/${name}.ts`));

/** Actions of commands whose names differ, or that need more or none. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:DescribeEndpoints': [], // a part of the client
  'dynamodb:Get': ['dynamodb:GetItem'],
  'dynamodb:Put': ['dynamodb:PutItem'],
  'dynamodb:TransactWrite': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'dynamodb:TransactWriteItems': [],
  'dynamodb:Update': ['dynamodb:UpdateItem'],
  's3:CreateSession': [], // a part of the client, for directory buckets
  's3:DeleteObjects': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:HeadObject': ['s3:GetObject'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  'sqs:ChangeMessageVisibilityBatch': ['sqs:ChangeMessageVisibility'],
  'sts:GetCallerIdentity': [], // always allowed
};

/** Calls without a client of the SDK: osls deploys, and core/aws/json-api.ts calls two services. */
const OTHERS = [
  ...['CreateStack', 'DescribeStackEvents', 'DescribeStackResource', 'DescribeStacks'].map(osls),
  ...['ListStackResources', 'UpdateStack', 'ValidateTemplate'].map(osls),
  ...['lambda:GetFunction', 's3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
  'budgets:ModifyBudget',
  ...['servicequotas:GetAWSDefaultServiceQuota', 'servicequotas:GetServiceQuota'],
];

function osls(action: string): string {
  return `cloudformation:${action}`;
}

/** IAM's limit of a managed policy, without white space. */
const MOST_CHARACTERS = 6144;

let called: string[];
beforeAll(async () => {
  called = [...new Set([...(await sdkActions()), ...OTHERS])].sort();
});

/** The dry run of a command starts an embedded cloud, whose calls the account never gets. */
const withoutEmbeddedCloud: Plugin = {
  name: 'without-embedded-cloud',
  setup(bundle) {
    const local = path.join(PROJECT, 'local') + path.sep;
    bundle.onLoad({ filter: /[\\/]local[\\/]/ }, (file) =>
      file.path.startsWith(local) ? { contents: 'module.exports = {}', loader: 'js' } : undefined,
    );
  },
};

/** Actions of the SDK's commands that are in the bundle of any of our commands. */
async function sdkActions(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: COMMANDS,
    bundle: true,
    write: false,
    metafile: true,
    outdir: path.join(PROJECT, '.local', 'never-written'),
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    plugins: [withoutEmbeddedCloud],
  });
  const inputs = Object.values(metafile.outputs).flatMap((one) => Object.entries(one.inputs));
  return inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([file]) => ofFile(file));
}

function ofFile(file: string): readonly string[] {
  const [, client, command] =
    /@aws-sdk\/(?:client|lib)-([\w-]+)\/.*commands\/(\w+)Command\.js$/.exec(file) ?? [];
  if (client === undefined || command === undefined) return [];
  const action = `${client}:${command}`;
  return ACTIONS[action] ?? [action];
}

test('cover each call of our commands', () => {
  expect(called.filter((action) => !operatorActions().includes(action))).toEqual([]);
});

test('cover each call of CloudFormation', () => {
  const needed = actionsIn(Object.values(stackRights()));
  expect(needed.filter((action) => !operatorActions().includes(action))).toEqual([]);
});

test('a launch is bound by the stage of what it makes, and by the network of a stack', () => {
  const launches = operatorPolicies()
    .flatMap(({ Statement }) => Statement)
    .filter(({ Action }) => Action.includes('ec2:RunInstances'))
    .flatMap(({ Resource, Condition }) =>
      [Resource].flat().map((arn) => [arn, Condition] as const),
    );
  const conditionOf = new Map(
    launches.map(([arn, Condition]) => [arn.split(/[:/]/).at(-2), Condition]),
  );
  const tagged = { Null: { 'aws:RequestTag/spotscribe-stage': 'false' } };
  const ofStack = { StringLike: { 'aws:ResourceTag/Project': 'spotscribe-*' } };
  expect([conditionOf.get('instance'), conditionOf.get('volume')]).toEqual([tagged, tagged]);
  expect([conditionOf.get('subnet'), conditionOf.get('security-group')]).toEqual([
    ofStack,
    ofStack,
  ]);
});

test('have no action that nothing calls', () => {
  const needed = [...called, ...actionsIn(Object.values(stackRights()))];
  expect(operatorActions().filter((action) => !needed.includes(action))).toEqual([]);
});

describe.each(operatorPolicies().map((policy, index) => [index, policy] as const))(
  'policy %d',
  (_, policy) => {
    test('fits into a managed policy', () => {
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(MOST_CHARACTERS);
    });

    test.each(policy.Statement.map((statement) => [statement.Sid, statement] as const))(
      '%s names its actions, and what they are for',
      (_sid, { Action, Resource, Condition }) => {
        expect(Action.filter((action) => action.includes('*'))).toEqual([]);
        const reads = /:(Describe|Get|List|Validate)/;
        const isNamed = [Resource].flat().every((arn) => /spotscribe|aws-?service/i.test(arn));
        // A launch is bound by its tags and its network, which two other statements name.
        const isFree = (action: string) => reads.test(action) || action === 'ec2:RunInstances';
        const isBound = Condition !== undefined || Action.every(isFree);
        expect({ isNamed, isBound }).not.toEqual({ isNamed: false, isBound: false });
      },
    );
  },
);
