/** Credentials of a role's session, and claims signed with them. */
import { randomUUID } from 'node:crypto';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { claimOverHttp, type PostClaim } from '../../userdata/agent/claim-job.ts';
import { ACCOUNT, type Connection } from '../../local/connection.ts';
import type { TestCloud } from './test-cloud.ts';

export const INSTANCE_ROLE = 'spotscribe-local-instance-eu-north-1';

export interface SessionConnection extends Connection {
  readonly credentials: Connection['credentials'] & { readonly sessionToken: string };
}

/** The name of the one role of the stack that has this in it. */
export async function roleOf({ cloud }: TestCloud, part: string): Promise<string> {
  const iam = new IAMClient(cloud.aws.connection);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const found = Roles.find(({ RoleName }) => RoleName?.includes(part));
  return found?.RoleName ?? `no role ${part}`;
}

/** A session of a role; an instance's is named after its id. */
export async function sessionOf(
  { cloud }: TestCloud,
  role: string,
  name: string,
): Promise<SessionConnection> {
  const sts = new STSClient(cloud.aws.connection);
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: name }));
  if (!Credentials) throw new Error(`STS gave no session of ${role}`);
  return {
    ...cloud.aws.connection,
    credentials: {
      accessKeyId: Credentials.AccessKeyId ?? '',
      secretAccessKey: Credentials.SecretAccessKey ?? '',
      sessionToken: Credentials.SessionToken ?? '',
    },
  };
}

/** The claim, signed with these credentials. */
export function claimWith({ cloud }: TestCloud, { region, credentials }: Connection): PostClaim {
  const { apiUrl: url } = cloud.info;
  return claimOverHttp({ url, region, credentials: () => Promise.resolve({ ...credentials }) });
}

/** The answer to an instance's claim: the work order, or the status of the refusal. */
export async function claimAs(
  cloud: TestCloud,
  instanceId: string,
  agentId: string = randomUUID(),
): Promise<WorkOrder | number> {
  const post = claimWith(cloud, await sessionOf(cloud, INSTANCE_ROLE, instanceId));
  const answer = await post({ agentId }, AbortSignal.timeout(60_000));
  return 'order' in answer ? answer.order : answer.refused;
}

/** Writes with a work order's form. @returns the status of S3's answer */
export async function upload(
  { url, fields }: WorkOrder['results'],
  key: string,
  content: string | Buffer<ArrayBuffer> = '{}',
): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, key })) form.set(name, value);
  form.set('Content-Type', 'application/json');
  form.set('file', new Blob([content]));
  return (await fetch(url, { method: 'POST', body: form })).status;
}
