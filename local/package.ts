import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { COMPILE_CACHE, LOCAL, PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { withPackagingLock } from '../computer/set-up-lock.ts';
import { stampOf } from '../computer/stamp.ts';
import { REGION } from './connection.ts';
import { zonesOf } from './ec2/spot-prices.ts';

const INPUTS = [
  'serverless.yml',
  'deploy',
  'functions',
  'web',
  'core',
  'statemachine',
  'docs/openapi.json',
  'userdata/boot.sh',
  'userdata/agent',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const PACKAGE = path.join(LOCAL, 'package');
/** osls keeps its compiled schemas there: making them takes longer than the rest. */
export const OSLS_HOME = path.join(LOCAL, 'osls');

/**
 * Packages the service as `npm run deploy` does, for the stage `local`, unless nothing changed.
 * @returns the folder with the CloudFormation template and the functions' bundles
 * @throws CommandFailed
 */
export async function ensurePackage(progress: (line: string) => void): Promise<string> {
  const stamp = stampOf(path.join(PACKAGE, '.stamp'), INPUTS);
  if (stamp.isFresh()) return PACKAGE;
  progress('Packaging template and functions');
  const fresh = path.join(LOCAL, `package-${process.pid}`);
  mkdirSync(OSLS_HOME, { recursive: true });
  await withPackagingLock(() => packageInto(fresh));
  rmSync(PACKAGE, { recursive: true, force: true });
  renameSync(fresh, PACKAGE);
  stamp.write();
  return PACKAGE;
}

async function packageInto(folder: string): Promise<void> {
  await runCommand({
    program: process.execPath,
    args: [
      path.join(PROJECT, 'node_modules/serverless/bin/serverless.js'),
      ...['package', '--stage', 'local', '--package', folder],
      ...['--region', REGION, '--param', `zones=${zonesOf(REGION).join(',')}`],
    ],
    environment: {
      HOME: OSLS_HOME,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
      SLS_INTERACTIVE_SETUP_ENABLE: '0',
    },
  });
}
