/** What is done with models that machines can fetch. The parameter is written last: what fails changes nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { NotPossible } from '../../ami/errors.ts';
import type { Parameters } from '../../core/aws/parameters.ts';
import { PublishedModel } from '../../core/model.ts';
import { readModelFolder, understood } from './folder.ts';
import type { Shelf } from './shelf.ts';

export interface Store {
  shelf: Shelf;
  parameters: Parameters;
  /** Names the model in force. */
  parameter: string;
  say: (line: string) => void;
}

/** So much of the SHA-256 tells models apart. */
const ID_DIGITS = 12;

/** @param given a directory, or the id of an uploaded model. @throws NotPossible */
export async function publish(given: string, store: Store): Promise<string> {
  const directory = path.resolve(given);
  const model = existsSync(directory)
    ? await uploaded(directory, store)
    : await shelved(given, store);
  await store.parameters.put(store.parameter, JSON.stringify(model));
  return `In force from the next claim on: ${told(model)}`;
}

export async function withdraw({ parameters, parameter }: Store): Promise<string> {
  const wasThere = await parameters.remove(parameter);
  return wasThere
    ? "From the next claim on, each machine uses its image's own model."
    : 'There was none in force.';
}

/** One line a model, the newest first. */
export async function listModels(store: Store): Promise<string> {
  const current = await inForce(store);
  const models = await store.shelf.all();
  const lines = models.map(async ({ sha256, uploadedAt }) => {
    const { model } = understood(await store.shelf.manifest(sha256), sha256);
    return `${sha256 === current ? '*' : ' '} ${told(model)}  ${uploadedAt.toISOString()}`;
  });
  return models.length > 0 ? (await Promise.all(lines)).join('\n') : 'No model is uploaded.';
}

/** A machine that fetches another one at this moment ends its attempt. */
export async function clean(store: Store): Promise<string> {
  const gone = await store.shelf.clear(await inForce(store));
  return gone.length > 0
    ? `Removed: ${gone.map(idOf).join(', ')}`
    : 'There is no other model than the one in force.';
}

async function uploaded(directory: string, { shelf, say }: Store): Promise<PublishedModel> {
  const folder = await readModelFolder(directory);
  await shelf.put(folder, say);
  return folder.published;
}

async function shelved(id: string, { shelf }: Store): Promise<PublishedModel> {
  const found = (await shelf.all()).filter(({ sha256 }) => sha256.startsWith(id));
  const [one, other] = found;
  if (!one || other || id.length < ID_DIGITS) {
    throw new NotPossible(
      `${id} is neither a directory nor the id of one uploaded model; nothing was changed. See: npm run model -- list`,
    );
  }
  return understood(await shelf.manifest(one.sha256), one.sha256).model;
}

async function inForce({ parameters, parameter }: Store): Promise<string | undefined> {
  const value = await parameters.get(parameter);
  return value === undefined ? undefined : PublishedModel.parse(JSON.parse(value)).sha256;
}

function told({ name, sha256, files }: PublishedModel): string {
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return `${name}  ${idOf(sha256)}  ${megabytes.toFixed(1)} MB`;
}

function idOf(sha256: string): string {
  return sha256.slice(0, ID_DIGITS);
}
