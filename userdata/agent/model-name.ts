/** What the model on this image is called: a transcript names what made it, not what was asked for. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const Manifest = z.object({ name: z.string().optional() });

/** @returns undefined for a model whose manifest has no name; a missing manifest is the engine's to tell */
export async function modelName(home: string): Promise<string | undefined> {
  const text = await readFile(`${home}/model/manifest.json`, 'utf8').catch(() => '{}');
  return Manifest.parse(JSON.parse(text)).name;
}
