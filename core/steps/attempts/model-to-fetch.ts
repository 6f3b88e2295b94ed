/** Whether a machine has to fetch its model: what is in force may be newer than its image, and a job may ask for another. */
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { modelParameter, type Parameters } from '../../aws/parameters.ts';
import { JobFailure } from '../../base/job-errors.ts';
import { DEFAULT_MODEL } from '../../transcript/model-name.ts';
import { modelKey, PublishedModel, type ModelToFetch } from '../../transcript/model.ts';

export interface PublishedModels {
  parameters: Parameters;
  stage: string;
  signer: ObjectSigner;
  bucket: string;
}

interface Wanted {
  /** That the job asks for. */
  model: string;
  /** The SHA-256 of what is on the image; an agent that does not tell it can fetch none. */
  imageModel: string | undefined;
}

/**
 * Undefined if the image's own is to be used; the addresses hold for `seconds`. The parameter is read for
 * every claim, beside the table's write: what is published holds for the very next one.
 * @throws JobFailure if the image has another model than the job asks for, and there is none to fetch
 */
export async function modelToFetch(
  { model: name, imageModel }: Wanted,
  { parameters, stage, signer, bucket }: PublishedModels,
  seconds: number,
): Promise<ModelToFetch | undefined> {
  const canFetch = imageModel !== undefined;
  const published = canFetch ? await parameters.get(modelParameter(stage, name)) : undefined;
  if (published === undefined) {
    if (name === DEFAULT_MODEL) return undefined;
    throw new JobFailure('Misconfigured', `The model ${name} is not published any more.`);
  }
  const model = PublishedModel.parse(JSON.parse(published));
  if (model.sha256 === imageModel) return undefined;
  const files = model.files.map(async (file) => {
    const key = modelKey(model.sha256, file.name);
    return { ...file, url: await signer.signedGet({ bucket, key }, seconds) };
  });
  return { ...model, files: await Promise.all(files) };
}
