/** The operator of docs/operating.md: an IAM user with the policies of docs/, and with no other right. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import type { Connection } from '../../local/connection.ts';

const Statement = z.strictObject({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: z.array(z.string()),
  Resource: z.union([z.literal('*'), z.array(z.string())]),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const Policy = z.strictObject({ Version: z.string(), Statement: z.array(Statement) });
export type Policy = z.infer<typeof Policy>;

/** docs/operator-policy/ */
export function operatorPolicies(): Policy[] {
  const folder = path.join(PROJECT, 'docs', 'operator-policy');
  return ['stack.json', 'commands.json', 'sagemaker.json'].map((file) =>
    Policy.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
  );
}

/** Every action that the policies allow, once each, sorted. */
export function operatorActions(policies = operatorPolicies()): string[] {
  const statements = policies.flatMap(({ Statement: all }) => all);
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

/** @returns the user's credentials, as environment variables */
export async function operatorWith(
  policies: readonly Policy[],
  connection: Connection,
  UserName = 'operator',
): Promise<Record<string, string>> {
  const iam = new IAMClient(connection);
  await iam.send(new CreateUserCommand({ UserName }));
  for (const [index, policy] of policies.entries()) {
    const PolicyName = `${UserName}-${index}`;
    const PolicyDocument = JSON.stringify(policy);
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
  };
}
