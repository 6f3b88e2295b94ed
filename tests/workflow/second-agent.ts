/** Another agent process on an instance that has one already. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import type { Instance } from '../../local/ec2/instance.ts';
import { MetadataServer } from '../../local/ec2/metadata-server.ts';
import { RoleCredentialsSource } from '../../local/ec2/role-credentials.ts';
import type { TestCloud } from '../support/test-cloud.ts';

/** Runs it to its end, with the same identity and a disk of its own. */
export async function runSecondAgent(
  { cloud }: TestCloud,
  instance: Instance,
): Promise<{ status: number; log: string }> {
  const source = new RoleCredentialsSource(new STSClient(cloud.aws.connection));
  const metadata = await MetadataServer.start(instance, () => source.for(instance));
  const root = mkdtempSync(path.join(tmpdir(), 'second-agent-'));
  symlinkSync(path.join(instance.root, 'opt'), path.join(root, 'opt'));
  const home = path.join(root, 'opt/spotscribe');
  try {
    return await run(`${home}/bin/node`, [`${home}/agent/agent.mjs`, 'once'], {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      SPOTSCRIBE_ROOT: root,
      SPOTSCRIBE_API_URL: cloud.info.apiUrl,
      AWS_REGION: cloud.info.region,
      AWS_ENDPOINT_URL: cloud.aws.connection.endpoint,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
    });
  } finally {
    metadata.close();
    rmSync(root, { recursive: true });
  }
}

async function run(
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ status: number; log: string }> {
  return new Promise((ended) => {
    const child = execFile(program, args, { env, timeout: 60_000 }, (_error, log, problems) =>
      ended({ status: child.exitCode ?? -1, log: log + problems }),
    );
  });
}
