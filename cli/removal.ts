/** Removes a stage from an account: everything deployed, built or stored for it. */
import { DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  ContinuousBackupsUnavailableException,
  ResourceNotFoundException,
  TableNotFoundException,
  UpdateContinuousBackupsCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DescribeSnapshotsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeleteParametersCommand, paginateGetParametersByPath } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { NoBudgets } from '../account/budgets.ts';
import { stackOf } from '../account/deployed-stack.ts';
import { JsonApiError } from '../core/aws/json-api.ts';
import { PublishedImages } from '../ami/images.ts';
import { BuilderMachines } from '../ami/machines.ts';
import { byTag, STAGE_TAG } from '../ami/names.ts';
import { resourcesOfStack } from '../ami/stack.ts';
import { waitUntil } from '../computer/wait-until.ts';

export interface Account {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  /** Removes the budget of the stage. */
  readonly removeBudget: () => Promise<void>;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly say: (line: string) => void;
}

/** The stack was not deleted; the message holds CloudFormation's reason. */
export class StageNotRemoved extends Error {
  override readonly name = 'StageNotRemoved';
}

const MOST_PARAMETERS = 10; // per DeleteParameters call

/** Idempotent: resources already deleted are skipped. */
export async function removeStage(stage: string, account: Account): Promise<void> {
  const { say } = account;
  // Without an image nothing is launched: the pools would replace their machines within a minute.
  await account.ssm.send(new DeleteParametersCommand({ Names: [`/spotscribe/${stage}/ami`] }));
  const machines = new BuilderMachines(account.ec2);
  const ids = await machinesOf(stage, machines);
  say(`Terminating instances: ${ids.length}`);
  await machines.terminate(ids);
  say('Removing images and snapshots');
  await new PublishedImages(account.ec2).remove({ name: STAGE_TAG, value: stage });
  for (const bucket of await bucketsOf(stage, account)) {
    say(`Emptying ${bucket}`);
    await empty(bucket, account.s3);
  }
  say('Removing the budget');
  await removeBudget(stage, account);
  say('Ending the backups of the table');
  await endBackups(`spotscribe-${stage}-jobs`, account.dynamoDb);
  // One that was being launched at the beginning.
  await machines.terminate(await machinesOf(stage, machines));
  say(`Deleting the stack spotscribe-${stage}`);
  await deleteStack(stage, account.cloudFormation);
  const names = await parametersOf(stage, account.ssm);
  say(`Deleting parameters: ${names.length}`);
  for (let start = 0; start < names.length; start += MOST_PARAMETERS) {
    const Names = names.slice(start, start + MOST_PARAMETERS);
    await account.ssm.send(new DeleteParametersCommand({ Names }));
  }
}

/** Names of the stage's remaining resources; empty after a removal. */
export async function whatIsLeft(
  stage: string,
  account: Omit<Account, 'dynamoDb' | 'removeBudget' | 'say'>,
): Promise<string[]> {
  const { cloudFormation, ec2, ssm } = account;
  const stack = await resourcesOfStack(stage, cloudFormation);
  const Filters = [byTag(STAGE_TAG, stage)];
  const { Snapshots = [] } = await ec2.send(
    new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters }),
  );
  return [
    ...(stack ? [`stack spotscribe-${stage}`] : []),
    ...(await machinesOf(stage, new BuilderMachines(ec2))).map((id) => `instance ${id}`),
    ...(await new PublishedImages(ec2).ofStage(stage)).map(({ id }) => `image ${id}`),
    ...Snapshots.map(({ SnapshotId }) => `snapshot ${SnapshotId ?? ''}`),
    ...(await parametersOf(stage, ssm)).map((name) => `parameter ${name}`),
  ];
}

/** Instances of jobs (tag Project) and of image builds (STAGE_TAG). */
async function machinesOf(stage: string, machines: BuilderMachines): Promise<string[]> {
  const ofJobs = await machines.of([{ name: 'Project', value: `spotscribe-${stage}` }]);
  const ofBuilds = await machines.of([{ name: STAGE_TAG, value: stage }]);
  return [...ofJobs, ...ofBuilds].map(({ id }) => id);
}

async function bucketsOf(stage: string, { cloudFormation }: Account): Promise<string[]> {
  const resources = (await resourcesOfStack(stage, cloudFormation)) ?? [];
  return resources.filter(({ type }) => type === 'AWS::S3::Bucket').map(({ id }) => id);
}

/** Deletes every version and delete marker: CloudFormation deletes empty buckets only. */
async function empty(Bucket: string, s3: S3Client): Promise<void> {
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (found.length === 0) return;
    const Objects = found.map(({ Key, VersionId }) => ({ Key, VersionId }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) {
      throw new StageNotRemoved(
        `${Bucket} could not be emptied: ${Errors[0]?.Message ?? 'no reason'}`,
      );
    }
  }
}

/** A stack that has no budget, or is not there, needs no right to remove one. */
async function removeBudget(
  stage: string,
  { cloudFormation, removeBudget: remove }: Account,
): Promise<void> {
  const { parameters } = await stackOf(stage, cloudFormation);
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof JsonApiError || error instanceof NoBudgets)) throw error;
    if (!(Number(parameters['MonthlyBudgetUsd'] ?? 0) > 0)) return;
    throw new StageNotRemoved(`The budget was not removed: ${error.message}`);
  }
}

/**
 * A table that is deleted with point-in-time recovery leaves a system backup that cannot be deleted,
 * for 35 days. Without the recovery there is none.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
 */
async function endBackups(TableName: string, client: DynamoDBClient): Promise<void> {
  try {
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      }),
    );
  } catch (error) {
    if (error instanceof ContinuousBackupsUnavailableException) {
      throw new StageNotRemoved(
        `DynamoDB does not end the backups of ${TableName} yet; the stack and its data are still there. Run it again in a minute.`,
      );
    }
    // The stage is removed already, or was never deployed.
    const isGone =
      error instanceof ResourceNotFoundException || error instanceof TableNotFoundException;
    if (!isGone) throw error;
  }
}

async function deleteStack(stage: string, client: CloudFormationClient): Promise<void> {
  const StackName = `spotscribe-${stage}`;
  if ((await resourcesOfStack(stage, client)) === undefined) return;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const id = Stacks[0]?.StackId ?? StackName; // a deleted stack is found by id only
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntil(async () => {
    const answer = await client
      .send(new DescribeStacksCommand({ StackName: id }))
      .catch(() => null);
    const { StackStatus, StackStatusReason } = answer?.Stacks?.[0] ?? {};
    if (StackStatus === 'DELETE_FAILED') {
      throw new StageNotRemoved(
        `${StackName}: ${StackStatusReason ?? 'CloudFormation gives no reason'}`,
      );
    }
    return StackStatus === undefined || StackStatus === 'DELETE_COMPLETE';
  });
}

async function parametersOf(stage: string, client: SSMClient): Promise<string[]> {
  const names: string[] = [];
  const Path = `/spotscribe/${stage}/`;
  for await (const page of paginateGetParametersByPath({ client }, { Path, Recursive: true })) {
    names.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name));
  }
  return names;
}
