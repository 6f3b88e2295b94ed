/** Commands of `npm run model`. The parameter is written last: a failed upload changes nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { NotPossible } from '../../ami/errors.ts';
import { modelParameter, type Parameters } from '../../core/aws/parameters.ts';
import { PublishedModel } from '../../core/transcript/model.ts';
import { readModelFolder, understood } from './folder.ts';
import type { ModelBucket } from './model-bucket.ts';

export interface Store {
  models: ModelBucket;
  parameters: Parameters;
  stage: string;
  /** The first model that the deployment declares. */
  defaultModel: string;
  say: (line: string) => void;
}

/** Hex digits of the manifest's SHA-256 that serve as a model's id. */
const ID_DIGITS = 12;

interface Publication {
  /** A directory, or the id of an uploaded model. */
  given: string;
  /** Only for jobs that request it by name; the default model stays in force. */
  beside: boolean;
}

/** @throws NotPossible */
export async function publish({ given, beside }: Publication, store: Store): Promise<string> {
  const directory = path.resolve(given);
  const model = existsSync(directory)
    ? await uploaded(directory, store)
    : await storedModel(given, store);
  if (beside && model.name === store.defaultModel) {
    throw new NotPossible(`${model.name} is what jobs ask for by default; publish it without --beside.`);
  }
  const parameter = modelParameter(store.stage, beside ? model.name : undefined);
  await store.parameters.put(parameter, JSON.stringify(model));
  return beside
    ? `From the next claim on for jobs that ask for ${model.name}: ${told(model)}`
    : `In force from the next claim on: ${told(model)}`;
}

/** @param name a model that was published beside; undefined: the default model */
export async function withdraw(
  name: string | undefined,
  { parameters, stage }: Store,
): Promise<string> {
  const wasThere = await parameters.remove(modelParameter(stage, name));
  if (name !== undefined) {
    return wasThere ? `Jobs that ask for ${name} fail from now on.` : `There is no ${name}.`;
  }
  return wasThere
    ? "From the next claim on, each machine uses its image's own model."
    : 'There was none in force.';
}

/** One line per model, newest first. */
export async function listModels(store: Store): Promise<string> {
  const current = await inForce(undefined, store);
  const stored = await store.models.all();
  const lines = stored.map(async ({ sha256, uploadedAt }) => {
    const { model } = understood(await store.models.manifest(sha256), sha256);
    const beside = (await inForce(model.name, store)) === sha256 ? '+' : ' ';
    return `${sha256 === current ? '*' : beside} ${told(model)}  ${uploadedAt.toISOString()}`;
  });
  return stored.length > 0 ? (await Promise.all(lines)).join('\n') : 'No model is uploaded.';
}

/** Removes all models neither in force nor beside. A machine that is fetching one loses its attempt. */
export async function removeOldModels(store: Store): Promise<string> {
  const gone = await store.models.clear(await wanted(store));
  return gone.length > 0
    ? `Removed: ${gone.map(idOf).join(', ')}`
    : 'There is no other model than what is in force or beside.';
}

/** SHA-256 of the model in force and of those beside it. */
async function wanted(store: Store): Promise<Set<string>> {
  const kept = new Set([await inForce(undefined, store)]);
  for (const { sha256 } of await store.models.all()) {
    const { model } = understood(await store.models.manifest(sha256), sha256);
    kept.add(await inForce(model.name, store));
  }
  return new Set([...kept].filter((sha256) => sha256 !== undefined));
}

async function uploaded(directory: string, { models, say }: Store): Promise<PublishedModel> {
  const folder = await readModelFolder(directory);
  await models.put(folder, say);
  return folder.published;
}

async function storedModel(id: string, { models }: Store): Promise<PublishedModel> {
  const found = (await models.all()).filter(({ sha256 }) => sha256.startsWith(id));
  const [one, other] = found;
  if (!one || other || id.length < ID_DIGITS) {
    throw new NotPossible(
      `${id} is neither a directory nor the id of one uploaded model; nothing was changed. See: npm run model -- list`,
    );
  }
  return understood(await models.manifest(one.sha256), one.sha256).model;
}

async function inForce(name: string | undefined, { parameters, stage }: Store): Promise<string | undefined> {
  const value = await parameters.get(modelParameter(stage, name));
  return value === undefined ? undefined : PublishedModel.parse(JSON.parse(value)).sha256;
}

function told({ name, sha256, files }: PublishedModel): string {
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return `${name}  ${idOf(sha256)}  ${megabytes.toFixed(1)} MB`;
}

function idOf(sha256: string): string {
  return sha256.slice(0, ID_DIGITS);
}
