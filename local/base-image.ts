/**
 * The emulated base image of a build, under the id that the emulator's copy of AWS's public parameter
 * holds: a system with Python and, since pip is slow, the Python packages, which ami/provision.sh
 * keeps if they are up to date.
 */
import { mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BASE_PARAMETER } from '../ami/base.ts';
import type { Aws } from './aws.ts';
import type { Image } from './image.ts';

/** Registers the base image under the id in the public parameter. */
export async function offerBaseImage(aws: Aws, image: Image): Promise<void> {
  const ssm = new SSMClient(aws.connection);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BASE_PARAMETER }));
  const root = makeBase(path.join(aws.run.path, 'base-image'), image);
  aws.ec2.images.offer({ id: Parameter?.Value ?? '', root });
}

/** Uses links: provision.sh replaces them and never writes to their targets. */
export function makeBase(root: string, image: Image): string {
  const venv = path.join(image.root, 'opt/spotscribe/venv');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.join(root, 'usr/bin'), { recursive: true });
  symlinkSync(realpathSync(path.join(venv, 'bin/python')), path.join(root, 'usr/bin/python3'));
  mkdirSync(path.join(root, 'opt/spotscribe'), { recursive: true });
  symlinkSync(venv, path.join(root, 'opt/spotscribe/venv'));
  const analysis = 'opt/spotscribe/analysis';
  mkdirSync(path.join(root, analysis));
  symlinkSync(path.join(image.root, analysis, 'venv'), path.join(root, analysis, 'venv'));
  return root;
}
