/** The folder that `docker build` gets: the recipe, its scripts, and the builder's task archive. */
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';
import { packBuilder, type BuilderFiles } from '../payload.ts';

/** Below ami/. */
const BESIDE = ['container/Containerfile', 'container/system.sh', 'apt.sh'];

/** @param out is replaced @throws BuildFailed */
export async function makeContext(
  out: string,
  files: Omit<BuilderFiles, 'within' | 'mirrors' | 'analysis' | 'names'>,
): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const file of BESIDE) {
    await copyFile(path.join(PROJECT, 'ami', file), path.join(out, path.basename(file)));
  }
  const pack = await packBuilder({ ...files, within: out });
  try {
    await rename(pack.archive, path.join(out, 'task.tgz'));
  } finally {
    await pack.remove();
  }
}
