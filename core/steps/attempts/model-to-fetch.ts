/** Whether an instance must download its model: the image's may be outdated, or another be requested. */
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { modelParameter, type Parameters } from '../../aws/parameters.ts';
import { JobFailure } from '../../base/job-errors.ts';
import { DEFAULT_MODEL } from '../../transcript/model-name.ts';
import { modelKey, PublishedModel, type ModelToFetch } from '../../transcript/model.ts';

export interface PublishedModels {
  parameters: Pick<Parameters, 'get'>;
  stage: string;
  signer: ObjectSigner;
  bucket: string;
}

interface Wanted {
  /** Requested by the job. */
  model: string;
  /** SHA-256 of the model on the image; without it the agent cannot download one. */
  imageModel: string | undefined;
}

/**
 * Undefined if the image's own model is to be used; addresses are valid for `seconds`. The
 * parameter may be some seconds old (RecentParameters): a published model takes effect after them.
 * @throws JobFailure if the image lacks the requested model and none is published
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
