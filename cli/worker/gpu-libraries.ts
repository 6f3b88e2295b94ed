/** What the engine needs to use an NVIDIA GPU: libcublas, from NVIDIA's own package. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';
import { runCommand } from '../../computer/run-command.ts';
import { stampOf } from '../../computer/stamp.ts';

const LIST = 'ami/requirements-gpu.txt';

/**
 * Installs it into the box's venv if this computer has a GPU and its driver.
 * @returns the folder that the engine finds it in; undefined without a GPU
 * @throws CommandFailed
 */
export async function addGpuLibraries(
  root: string,
  progress: (line: string) => void,
): Promise<string | undefined> {
  const { status } = spawnSync('nvidia-smi', ['--list-gpus'], { stdio: 'ignore' });
  if (status !== 0) return undefined;
  const venv = path.join(root, 'opt/spotscribe/venv');
  const stamp = stampOf(path.join(venv, '.stamp-gpu'), [LIST]);
  if (!stamp.isFresh()) {
    progress('Installing libcublas for the GPU');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    const args = [...pip, '--require-hashes', '--requirement', path.join(PROJECT, LIST)];
    await runCommand({ program: path.join(venv, 'bin/python'), args });
    stamp.write();
  }
  const [python = ''] = readdirSync(path.join(venv, 'lib'));
  return path.join(venv, 'lib', python, 'site-packages/nvidia/cublas/lib');
}
