/**
 * Which model an instance uses: the default of its image, another one of the image, or one that it
 * must download, since the image's is outdated or it does not have the requested one.
 */
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { modelParameter, type Parameters } from '../../aws/parameters.ts';
import { JobFailure } from '../../base/job-errors.ts';
import type { ClaimRequest, WorkOrder } from '../../job/work-order.ts';
import { defaultModel } from '../../transcript/model-name.ts';
import { modelKey, PublishedModel, type ModelToFetch } from '../../transcript/model.ts';

export interface PublishedModels {
  parameters: Pick<Parameters, 'get'>;
  stage: string;
  signer: ObjectSigner;
  bucket: string;
  /** Models that the deployment declares, the default first. */
  declared: readonly string[];
}

interface Wanted {
  /** Requested by the job. */
  model: string;
  /** What the claim says of the image; without `imageModel` the agent cannot download another model. */
  image: Pick<ClaimRequest, 'imageModel' | 'imageModels'>;
}

/** Without both: the default model of the image. */
type ModelToUse = Pick<WorkOrder, 'model' | 'imageModel'>;

/**
 * Addresses are valid for `seconds`. The parameter may be some seconds old (RecentParameters): a
 * published model takes effect after them. It has precedence over the image's of the same name.
 * @throws JobFailure if the image lacks the requested model and none is published
 */
export async function modelToUse(
  { model: name, image }: Wanted,
  { parameters, stage, declared, ...bucket }: PublishedModels,
  seconds: number,
): Promise<ModelToUse> {
  const isDefault = name === defaultModel(declared);
  const canFetch = image.imageModel !== undefined;
  const parameter = modelParameter(stage, isDefault ? undefined : name);
  const published = canFetch ? await parameters.get(parameter) : undefined;
  if (published !== undefined) {
    const model = PublishedModel.parse(JSON.parse(published));
    const isOnImage = Object.values(image.imageModels ?? {}).includes(model.sha256);
    if (isOnImage || model.sha256 === image.imageModel) return onImage(model.sha256, image);
    return { model: await toFetch(model, bucket, seconds) };
  }
  const named = image.imageModels?.[name];
  if (named !== undefined) return onImage(named, image);
  if (isDefault) return {};
  throw new JobFailure(
    'Misconfigured',
    `The model ${name} is not published any more, and the machine image does not have it.`,
  );
}

function onImage(sha256: string, { imageModel }: Wanted['image']): ModelToUse {
  return sha256 === imageModel ? {} : { imageModel: sha256 };
}

async function toFetch(
  model: PublishedModel,
  { signer, bucket }: Pick<PublishedModels, 'signer' | 'bucket'>,
  seconds: number,
): Promise<ModelToFetch> {
  const files = model.files.map(async (file) => {
    const key = modelKey(model.sha256, file.name);
    return { ...file, url: await signer.signedGet({ bucket, key }, seconds) };
  });
  return { ...model, files: await Promise.all(files) };
}
