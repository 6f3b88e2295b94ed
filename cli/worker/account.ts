/** The AWS account that a box joins: the operator's, or the embedded cloud of this computer. */
import { readFileSync } from 'node:fs';
import { CloudInfo, pidOfCloud } from '../../local/cloud-info.ts';

export interface Account {
  stage: string;
  /** It is a cloud of this computer, without anybody's paying jobs. */
  isEmbedded: boolean;
  /** For the constructor of any AWS SDK client. */
  connection: {
    region: string;
    endpoint?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string };
  };
  /** The same for a process. */
  environment: Record<string, string>;
}

export const STAGE_OF_CLOUD = 'local';

/** @param file `.local/cloud.json`. @returns undefined if no cloud is up */
export function runningCloud(file: string): Account | undefined {
  if (pidOfCloud(file) === undefined) return undefined;
  const { region, credentials, awsEndpoints } = CloudInfo.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  const endpoint = awsEndpoints.default;
  return {
    stage: STAGE_OF_CLOUD,
    isEmbedded: true,
    connection: { region, endpoint, credentials },
    environment: {
      ...{ AWS_REGION: region, AWS_ENDPOINT_URL: endpoint },
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  };
}
