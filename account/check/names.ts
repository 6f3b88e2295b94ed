/** Whether the names that the stack gives its resources are free, as far as a rest can hold them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { PROJECT } from '../../computer/project.ts';
import { fault, notAsked, ok, type Check, type Finding } from './check.ts';
import type { AwsClients, CheckContext } from './context.ts';

export const names: Check = {
  name: 'names',
  stops: ['deploy'],
  ask: async (context) => {
    const { stack, place } = context;
    if (!stack.isKnown) return notAsked('CloudFormation does not tell whether there is a stack');
    if (stack.status !== undefined) return judgeStack(stack.status, place.stage);
    return judgeNames(await takenNames(context));
  },
};

type Kind = 'BucketName' | 'RoleName' | 'TableName';

export interface FixedName {
  readonly kind: Kind;
  readonly name: string;
}

interface Taken extends FixedName {
  /** A bucket of another account. */
  readonly isForeign: boolean;
}

/** Asks for a resource by its name; rejects with NotFound's kin, or with a refusal. */
const ASK: Record<Kind, (name: string, aws: AwsClients) => Promise<unknown>> = {
  BucketName: (Bucket, { s3 }) => s3.send(new HeadBucketCommand({ Bucket })),
  RoleName: (RoleName, { iam }) => iam.send(new GetRoleCommand({ RoleName })),
  TableName: (TableName, { dynamo }) => dynamo.send(new DescribeTableCommand({ TableName })),
};
/** Statuses of a bucket of another account, and of another region. */
const FOREIGN = [403, 301];
const MISSING = ['NotFound', 'NoSuchBucket', 'NoSuchEntityException', 'ResourceNotFoundException'];

async function takenNames({ aws, place }: CheckContext): Promise<Taken[]> {
  const { Account = '', Arn = '' } = await aws.sts.send(new GetCallerIdentityCommand({}));
  const fixed = fixedNames({
    'sls:stage': place.stage,
    'AWS::Region': place.region,
    'AWS::AccountId': Account,
    'AWS::Partition': Arn.split(':')[1] ?? 'aws',
  });
  const taken = await Promise.all(fixed.map((one) => askName(one, aws)));
  return taken.flatMap((one) => one ?? []);
}

async function askName(fixed: FixedName, aws: AwsClients): Promise<Taken | undefined> {
  try {
    await ASK[fixed.kind](fixed.name, aws);
    return { ...fixed, isForeign: false };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (MISSING.includes(error.name)) return undefined;
    // HeadBucket has no body: another account's bucket and a missing right look alike.
    if (error instanceof S3ServiceException && FOREIGN.includes(statusOf(error))) {
      return { ...fixed, isForeign: true };
    }
    throw error;
  }
}

function statusOf({ $metadata }: S3ServiceException): number {
  return $metadata.httpStatusCode ?? 0;
}

/** The names in deploy/, with the values of their variables. */
export function fixedNames(values: Readonly<Record<string, string>>): FixedName[] {
  const folder = path.join(PROJECT, 'deploy');
  const text = readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  return [
    ...text.matchAll(/^ +(BucketName|RoleName|TableName): (?:!Sub )?(spotscribe-\S+)$/gm),
  ].map(([, kind, name = '']) => ({
    kind: kind as Kind,
    name: name.replace(/\$\{([^}]+)\}/g, (_, variable: string) => values[variable] ?? ''),
  }));
}

export function judgeNames(taken: readonly Taken[]): Finding {
  if (taken.length === 0) return ok('all are free');
  const list = taken
    .map(({ kind, name, isForeign }) => {
      const where = isForeign ? ' (another account, or you may not see it)' : '';
      return `${kind.replace('Name', '').toLowerCase()} ${name}${where}`;
    })
    .join(', ');
  return fault(
    `taken, but not by a stack of the stage: ${list}`,
    'Take another stage, or delete what an earlier deployment has left.',
  );
}

/** A stack that CloudFormation cannot update any more has to go first. */
export function judgeStack(status: string, stage: string): Finding {
  const found = `the stack spotscribe-${stage} exists (${status})`;
  if (status.endsWith('_IN_PROGRESS')) {
    return fault(found, 'Wait until it has settled; another deployment may be running.');
  }
  const isLost = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'];
  if (!isLost.includes(status)) return ok(found);
  return fault(found, `It cannot be updated. First: npm run remove -- --stage ${stage} --yes`);
}
