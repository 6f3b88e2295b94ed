/** The models of the image, for the claim: another version may be current, or another model be asked for. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ClaimRequest } from '../../core/job/work-order.ts';
import { MANIFEST, sha256Of } from '../../core/transcript/model.ts';
import { ModelName } from '../../core/transcript/model-name.ts';
import type { AgentConfig } from './agent-config.ts';

export interface ImageModel {
  readonly folder: string;
  /** SHA-256 of the model's manifest. */
  readonly sha256: string;
  /** As jobs ask for it; undefined if the manifest has no such name. */
  readonly name: string | undefined;
}

type Folders = Pick<AgentConfig, 'modelFolder' | 'otherModelsFolder' | 'standInFor'>;

/** Folders of the image's models, the default first. */
export async function modelFolders({
  modelFolder,
  otherModelsFolder,
}: Pick<Folders, 'modelFolder' | 'otherModelsFolder'>): Promise<string[]> {
  const others = await readdir(otherModelsFolder).catch(() => []);
  return [modelFolder, ...others.sort().map((name) => join(otherModelsFolder, name))];
}

/** Without unreadable ones, which the engine reports in detail. */
export async function imageModels(folders: Folders): Promise<ImageModel[]> {
  const found = (await modelFolders(folders)).map(async (folder) => {
    const manifest = await readFile(join(folder, MANIFEST)).catch(() => undefined);
    if (manifest === undefined) return [];
    const standInFor = folder === folders.modelFolder ? folders.standInFor : undefined;
    return [{ folder, sha256: sha256Of(manifest), name: standInFor ?? nameIn(manifest) }];
  });
  return (await Promise.all(found)).flat();
}

/** What a claim says of them. */
export function toldOf(
  models: readonly ImageModel[],
  { modelFolder }: Pick<Folders, 'modelFolder'>,
): Pick<ClaimRequest, 'imageModel' | 'imageModels'> {
  const own = models.find(({ folder }) => folder === modelFolder);
  const named = models.flatMap(({ name, sha256 }) => (name === undefined ? [] : [[name, sha256]]));
  return {
    ...(own && { imageModel: own.sha256 }),
    ...(named.length > 0 && { imageModels: Object.fromEntries(named) as Record<string, string> }),
  };
}

function nameIn(manifest: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder().decode(manifest);
    return z.object({ name: ModelName }).safeParse(JSON.parse(text)).data?.name;
  } catch {
    return undefined;
  }
}
