/** Packs the task archive of a build machine: a folder with the project's layout. */
import { createWriteStream } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { PROJECT } from '../computer/project.ts';
import { bundleAgent } from './bundle-agent.ts';
import { BuildFailed } from './errors.ts';

/** A local directory, or a Hugging Face name that the builder downloads. */
export type ModelSource =
  { readonly directory: string } | { readonly name: string; readonly revision: string };

export interface BuilderFiles {
  readonly node: string;
  readonly model: ModelSource;
  readonly sample: string;
}

/** Everything that provision.sh needs, and the script that runs it. */
export async function packBuilder({ node, model, sample }: BuilderFiles): Promise<Package> {
  return packed(async (folder) => {
    await copyProject('ami', folder);
    await copyProject('userdata', folder);
    await copyFile(path.join(PROJECT, 'ami/on-builder.sh'), path.join(folder, 'run.sh'));
    await copyFile(node, path.join(folder, 'node'));
    await bundleAgent(path.join(folder, 'agent.mjs'));
    await copyFile(sample, path.join(folder, 'sample.wav'));
    if ('directory' in model) {
      await cp(model.directory, path.join(folder, 'model'), { recursive: true, dereference: true });
    }
    await writeFile(path.join(folder, 'settings'), settings(model));
  });
}

/** The verifier's script and its sample. */
export async function packVerifier(sample: string): Promise<Package> {
  return packed(async (folder) => {
    await copyFile(path.join(PROJECT, 'ami/on-verifier.sh'), path.join(folder, 'run.sh'));
    await copyFile(path.join(PROJECT, 'ami/verify.py'), path.join(folder, 'verify.py'));
    await copyFile(sample, path.join(folder, 'sample.wav'));
  });
}

export interface Package {
  readonly archive: string;
  remove(): Promise<void>;
}

async function packed(fill: (folder: string) => Promise<void>): Promise<Package> {
  const place = await mkdtemp(path.join(tmpdir(), 'spotscribe-ami-'));
  const [folder, archive] = [path.join(place, 'task'), path.join(place, 'task.tgz')];
  const remove = () => rm(place, { recursive: true, force: true });
  try {
    await mkdir(folder);
    await fill(folder);
    await pack(folder, archive);
    return { archive, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function copyProject(name: string, folder: string): Promise<void> {
  await cp(path.join(PROJECT, name), path.join(folder, name), {
    recursive: true,
    filter: (file) => !['__pycache__', 'agent'].includes(path.basename(file)),
  });
}

/** Sourced by bash; main.ts has validated the values. */
function settings(model: ModelSource): string {
  const [name, revision] = 'name' in model ? [model.name, model.revision] : ['', ''];
  return `MODEL_NAME='${name}'\nMODEL_REVISION='${revision}'\n`;
}

/** Fast compression: Node and the model hardly compress. */
async function pack(folder: string, archive: string): Promise<void> {
  const tar = spawn('tar', ['-C', folder, '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const ended = once(tar, 'close');
  await pipeline(tar.stdout, gzip, createWriteStream(archive));
  const [status] = (await ended) as [number | null];
  if (status !== 0)
    throw new BuildFailed(`tar ended with ${status ?? 'a signal'}; nothing was built.`);
}
