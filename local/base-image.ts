/**
 * The image that a build begins with. AWS names its own in a public parameter; the emulator has that
 * parameter too, and here stands what its id means: a system with a Python, and, because pip takes
 * its time, the Python packages, which ami/provision.sh keeps if they are the right ones.
 */
import { mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BASE_PARAMETER } from '../ami/base.ts';
import type { Aws } from './aws.ts';
import type { Image } from './image.ts';

/** Adds the base image to a cloud's, under the id that the public parameter gives. */
export async function offerBaseImage(aws: Aws, image: Image): Promise<void> {
  const ssm = new SSMClient(aws.connection);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BASE_PARAMETER }));
  const root = makeBase(path.join(aws.run.path, 'base-image'), image);
  aws.ec2.images.offer({ id: Parameter?.Value ?? '', root });
}

/** Links: what they lead to is never written to, only replaced. */
function makeBase(root: string, image: Image): string {
  const venv = path.join(image.root, 'opt/spotscribe/venv');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(path.join(root, 'usr/bin'), { recursive: true });
  symlinkSync(realpathSync(path.join(venv, 'bin/python')), path.join(root, 'usr/bin/python3'));
  mkdirSync(path.join(root, 'opt/spotscribe'), { recursive: true });
  symlinkSync(venv, path.join(root, 'opt/spotscribe/venv'));
  return root;
}
