/** `npm run deploy -- [--stage NAME] [--region NAME] [--param key=value]…`: deploys the stack to AWS. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import {
  CreateServiceLinkedRoleCommand,
  EntityAlreadyExistsException,
  IAMClient,
  InvalidInputException,
} from '@aws-sdk/client-iam';
import { COMPILE_CACHE } from '../computer/project.ts';
import { withPackagingLock } from '../computer/set-up-lock.ts';
import { PLACE_OPTIONS, placeOf, REGION_DEFAULT } from '../account/place.ts';
import { readArguments } from '../computer/arguments.ts';

const USAGE = `npm run deploy -- [--stage NAME] [--region NAME] [--param KEY=VALUE]…

  --stage NAME       one deployment of many in an account (default: dev)
  --region NAME      default: ${REGION_DEFAULT};
                     outside eu-north-1 give its zones: --param zones=…
  --param KEY=VALUE  a setting of serverless.yml, such as onDemandFallback=true

Uses the AWS credentials of your environment. Afterwards create a key: npm run keys -- create --owner NAME`;

/**
 * Service-linked roles of EC2 Spot and EC2 Fleet. They are account-wide: CloudFormation would fail
 * if one exists already, so they are created here.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-prerequisites.html
 */
const LINKED_SERVICES = ['spot.amazonaws.com', 'ec2fleet.amazonaws.com'];

const { values } = readArguments(USAGE, {
  options: {
    ...PLACE_OPTIONS,
    param: { type: 'string', multiple: true, default: [] },
  },
});
const { stage, region } = await placeOf(values, USAGE);
process.exitCode = await deploy();

async function deploy(): Promise<number> {
  for (const service of LINKED_SERVICES) await ensureLinkedRole(service);
  return withPackagingLock(serverlessDeploy);
}

async function serverlessDeploy(): Promise<number> {
  const params = values.param.flatMap((param) => ['--param', param]);
  const serverless = path.join(import.meta.dirname, '../node_modules/serverless/bin/serverless.js');
  const place = ['--stage', stage, '--region', region];
  const child = spawn(process.execPath, [serverless, 'deploy', ...place, ...params], {
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
  });
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => ended(code ?? 1));
  });
}

async function ensureLinkedRole(service: string): Promise<void> {
  const iam = new IAMClient({ region });
  try {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
    console.log(`Created the service-linked role for ${service}`);
  } catch (error) {
    // For an existing role IAM answers InvalidInput here, unlike in its other calls.
    const exists =
      error instanceof InvalidInputException || error instanceof EntityAlreadyExistsException;
    if (!exists) throw error;
  }
}
