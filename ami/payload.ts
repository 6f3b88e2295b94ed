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
import type { AnalysisSource } from './analysis-source.ts';
import { MIRRORS, type Mirrors } from './base.ts';
import { bundleAgent } from './bundle-agent.ts';
import { BuildFailed } from './errors.ts';
import type { PackedNode } from './locked-node.ts';
import { nameFilesOf, type NamesSource } from './name-model.ts';
import type { ModelSource } from './model-source.ts';

export interface BuilderFiles {
  readonly node: PackedNode;
  /** The first is the image's default. */
  readonly models: readonly ModelSource[];
  /** The language model beside them, if the image is to have one. */
  readonly analysis?: AnalysisSource | undefined;
  /** Folder of the networks that tell speakers apart, if the image is to have them. */
  readonly speakers?: string | undefined;
  /** The model for people's names, if the image is to have one. */
  readonly names?: NamesSource | undefined;
  /** Address of the hub that has those which are no directories. */
  readonly hub: string;
  readonly sample: string;
  /** By default Debian's own. */
  readonly mirrors?: Mirrors;
  /** Folder for the archive; by default the system's for temporary files. */
  readonly within?: string;
}

/** Everything that provision.sh needs, and the script that runs it. */
export async function packBuilder({
  node,
  models,
  analysis,
  speakers,
  names,
  hub,
  sample,
  mirrors = MIRRORS,
  within = tmpdir(),
}: BuilderFiles): Promise<Package> {
  return packed(within, async (folder) => {
    await copyProject('ami', folder);
    await copyProject('userdata', folder);
    await copyFile(path.join(PROJECT, 'ami/on-builder.sh'), path.join(folder, 'run.sh'));
    await copyFile(node.file, path.join(folder, 'node'));
    await writeFile(path.join(folder, 'node.sha256'), `${node.sha256}  node\n`);
    await bundleAgent(path.join(folder, 'agent.mjs'));
    await copyFile(sample, path.join(folder, 'sample.wav'));
    if (speakers !== undefined) {
      await cp(speakers, path.join(folder, 'speakers'), { recursive: true, dereference: true });
    }
    const wanted = {
      hub,
      models: await packModels(models, folder),
      ...(analysis && (await packAnalysis(analysis, folder))),
      ...(names && (await packNames(names, folder))),
    };
    await writeFile(path.join(folder, 'wanted-models.json'), JSON.stringify(wanted));
    await writeFile(path.join(folder, 'mirrors'), `${mirrors.debian}\n${mirrors.security}\n`);
  });
}

/** Copies directories to models/0, models/1, …; returns the others, for fetch_models.py. */
async function packModels(models: readonly ModelSource[], folder: string) {
  const wanted = [];
  await mkdir(path.join(folder, 'models'));
  for (const [index, model] of models.entries()) {
    const place = `models/${index}`;
    if ('name' in model) {
      wanted.push({ folder: place, ...model });
    } else {
      const to = path.join(folder, place);
      await cp(model.directory, to, { recursive: true, dereference: true });
    }
  }
  return wanted;
}

/** Copies a directory to analysis-model; returns what fetch_models.py is to fetch there. */
async function packAnalysis(source: AnalysisSource, folder: string) {
  const place = 'analysis-model';
  await writeFile(path.join(folder, 'analysis-recipe'), `${source.recipe}\n`);
  if ('directory' in source) {
    const to = path.join(folder, place);
    await cp(source.directory, to, { recursive: true, dereference: true });
    return {};
  }
  const { repository, commit, files, about } = source;
  return { analysis: { folder: place, name: repository, commit, files, about } };
}

/** Copies a folder's files to names; returns what fetch_models.py is to make of it there. */
async function packNames(source: NamesSource, folder: string) {
  const place = 'names';
  const { name } = source;
  if ('commit' in source) {
    const { commit, files } = source;
    return { names: { folder: place, name, commit, files } };
  }
  const to = path.join(folder, place);
  await mkdir(to);
  for (const file of nameFilesOf(source.directory)) {
    await copyFile(path.join(source.directory, file), path.join(to, file));
  }
  return { names: { folder: place, name } };
}

/** The verifier's script and its sample. */
export async function packVerifier(sample: string): Promise<Package> {
  return packed(tmpdir(), async (folder) => {
    await copyFile(path.join(PROJECT, 'ami/on-verifier.sh'), path.join(folder, 'run.sh'));
    await copyFile(path.join(PROJECT, 'ami/verify.py'), path.join(folder, 'verify.py'));
    await copyFile(sample, path.join(folder, 'sample.wav'));
  });
}

export interface Package {
  readonly archive: string;
  remove(): Promise<void>;
}

async function packed(within: string, fill: (folder: string) => Promise<void>): Promise<Package> {
  const place = await mkdtemp(path.join(within, 'spotscribe-ami-'));
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
