/** Whether a machine has to fetch its model: the one that is in force may be newer than its image. */
import type { ObjectSigner } from '../aws/object-signer.ts';
import type { Parameters } from '../aws/parameters.ts';
import { modelKey, PublishedModel, type ModelToFetch } from '../model.ts';

export interface PublishedModels {
  parameters: Parameters;
  /** Names the model in force; there may be none. */
  parameter: string;
  signer: ObjectSigner;
  bucket: string;
}

/**
 * Undefined if the image's own is to be used; the addresses hold for `seconds`. The parameter is read for
 * every claim, beside the table's write: what is published holds for the very next one.
 */
export async function modelToFetch(
  imageModel: string | undefined,
  { parameters, parameter, signer, bucket }: PublishedModels,
  seconds: number,
): Promise<ModelToFetch | undefined> {
  if (imageModel === undefined) return undefined;
  const published = await parameters.get(parameter);
  if (published === undefined) return undefined;
  const model = PublishedModel.parse(JSON.parse(published));
  if (model.sha256 === imageModel) return undefined;
  const files = model.files.map(async (file) => {
    const key = modelKey(model.sha256, file.name);
    return { ...file, url: await signer.signedGet({ bucket, key }, seconds) };
  });
  return { ...model, files: await Promise.all(files) };
}
