import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { waitUntil } from '../computer/wait-until.ts';
import type { Connection } from './connection.ts';

/** Creating or updating a stack failed; the message names the failed resources. */
export class DeploymentFailed extends Error {
  override readonly name = 'DeploymentFailed';
}

const zTemplate = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.looseObject({}).optional() }),
  ),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  Outputs: z.record(z.string(), z.unknown()).optional(),
});

export type Template = z.infer<typeof zTemplate>;

export interface Deployment {
  readonly stackName: string;
  readonly template: Template;
  /** Folder of the functions' zip files, named by the last part of their S3 keys. */
  readonly artifacts: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';
const DEADLINE_MS = 120_000;

/** Reads the packaged template from a folder. */
export async function readTemplate(folder: string): Promise<Template> {
  return zTemplate.parse(JSON.parse(await readFile(path.join(folder, TEMPLATE_FILE), 'utf8')));
}

/**
 * Creates a stack, as `serverless deploy` does on AWS, and waits for it.
 * @returns the stack's outputs
 * @throws DeploymentFailed
 */
export async function createStack(
  connection: Connection,
  deployment: Deployment,
): Promise<Record<string, string>> {
  return settle(connection, deployment, (input) => new CreateStackCommand(input));
}

/** Updates an existing stack. Running executions keep their definition. */
export async function updateStack(
  connection: Connection,
  deployment: Deployment,
): Promise<Record<string, string>> {
  return settle(connection, deployment, (input) => new UpdateStackCommand(input));
}

type StackInput = ConstructorParameters<typeof CreateStackCommand>[0];
type StackCommand = CreateStackCommand | UpdateStackCommand;

async function settle(
  connection: Connection,
  deployment: Deployment,
  command: (input: StackInput) => StackCommand,
): Promise<Record<string, string>> {
  const { stackName, parameters } = deployment;
  const templateUrl = await upload(connection, deployment);
  const client = new CloudFormationClient(connection);
  const input: StackInput = {
    StackName: stackName,
    TemplateURL: templateUrl,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: declared(deployment.template, parameters),
  };
  await client.send(command(input));
  const stack = await untilSettled(client, stackName);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.StackStatus ?? '')) {
    throw new DeploymentFailed(await explain(client, stack));
  }
  return outputs(stack);
}

/**
 * Uploads bundles and template to a bucket of the account. The packaged template declares that bucket
 * itself, for osls's deployment in two steps; here it is removed from the template.
 */
async function upload(connection: Connection, deployment: Deployment): Promise<string> {
  const bucket = `${deployment.stackName}-deployment`;
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const template = withoutDeploymentBucket(deployment.template, bucket);
  const put = async (Key: string, Body: Buffer | string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  for (const key of bundleKeys(template)) {
    await put(key, await readFile(path.join(deployment.artifacts, path.basename(key))));
  }
  await put(TEMPLATE_FILE, JSON.stringify(template));
  return `${connection.endpoint}/${bucket}/${TEMPLATE_FILE}`;
}

const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

export function withoutDeploymentBucket(template: Template, bucket: string): Template {
  const isOthers = ([name]: [string, unknown]) => !name.startsWith(DEPLOYMENT_BUCKET);
  const kept = {
    ...template,
    Resources: Object.fromEntries(Object.entries(template.Resources).filter(isOthers)),
    Outputs: Object.fromEntries(Object.entries(template.Outputs ?? {}).filter(isOthers)),
  };
  const reference = JSON.stringify({ Ref: DEPLOYMENT_BUCKET });
  const text = JSON.stringify(kept).replaceAll(reference, JSON.stringify(bucket));
  return zTemplate.parse(JSON.parse(text));
}

const zCode = z.looseObject({ Code: z.looseObject({ S3Key: z.string() }) });

function bundleKeys(template: Template): Set<string> {
  const functions = Object.values(template.Resources).filter(
    ({ Type }) => Type === 'AWS::Lambda::Function',
  );
  return new Set(
    functions.flatMap(({ Properties }) => zCode.safeParse(Properties).data?.Code.S3Key ?? []),
  );
}

/** Keeps the parameters that the template declares: CloudFormation refuses others. */
function declared(template: Template, parameters: Readonly<Record<string, string>>) {
  return Object.entries(parameters)
    .filter(([name]) => name in (template.Parameters ?? {}))
    .map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

async function untilSettled(client: CloudFormationClient, StackName: string): Promise<Stack> {
  const error = () =>
    new DeploymentFailed(`The stack ${StackName} did not settle in ${DEADLINE_MS / 1000} s.`);
  return waitUntil(
    async () => {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
      const stack = Stacks?.[0];
      return stack?.StackStatus?.endsWith('IN_PROGRESS') === false && stack;
    },
    { limit: { deadline: Date.now() + DEADLINE_MS, error }, pauseMs: () => 50 },
  );
}

async function explain(client: CloudFormationClient, stack: Stack): Promise<string> {
  const StackName = stack.StackName ?? '';
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const failures = StackEvents.filter((event) => event.ResourceStatus?.endsWith('FAILED')).map(
    (event) => `  ${event.LogicalResourceId ?? '?'}: ${event.ResourceStatusReason ?? 'no reason'}`,
  );
  const reason = stack.StackStatusReason ?? '';
  return [`The stack ${StackName} is ${stack.StackStatus ?? 'gone'}. ${reason}`, ...failures].join(
    '\n',
  );
}

function outputs(stack: Stack): Record<string, string> {
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  );
}
