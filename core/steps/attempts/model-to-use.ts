/**
 * Which model a machine uses: the default of its image, another one of the image, or one that it must
 * download, since the image's is outdated or it does not have the requested one. An instance has the
 * deployment's image, so it does jobs of the deployment's default with that image's default, whatever
 * its name. A box is not the deployment's: each of its models counts by its own name.
 */
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { modelParameter, type Parameters } from '../../aws/parameters.ts';
import { JobFailure } from '../../base/job-errors.ts';
import type { ClaimRequest, WorkOrder } from '../../job/work-order.ts';
import type { MachineKind } from '../../machines/pool/pool-machine.ts';
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
  kind: MachineKind;
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
  wanted: Wanted,
  using: PublishedModels,
  seconds: number,
): Promise<ModelToUse> {
  const { model: name, kind, image } = wanted;
  const published = await publishedFor(wanted, using);
  if (published !== undefined) {
    const model = PublishedModel.parse(JSON.parse(published));
    const isOnImage = Object.values(image.imageModels ?? {}).includes(model.sha256);
    if (isOnImage || model.sha256 === image.imageModel) return onImage(model.sha256, image);
    return { model: await toFetch(model, using, seconds) };
  }
  const named = image.imageModels?.[name];
  if (named !== undefined) return onImage(named, image);
  if (kind === 'ec2' && isDefault(wanted, using)) return {};
  throw new JobFailure(
    'Misconfigured',
    `The model ${name} is not published any more, and the machine does not have it.`,
  );
}

/** Whether a machine can do jobs of a model: asked before it is given one. */
export async function hasModel(wanted: Wanted, using: PublishedModels): Promise<boolean> {
  if (wanted.kind === 'ec2' || wanted.image.imageModels?.[wanted.model] !== undefined) return true;
  return (await publishedFor(wanted, using)) !== undefined;
}

/** What is published of the model; undefined also for a machine that cannot download it. */
async function publishedFor(wanted: Wanted, using: PublishedModels): Promise<string | undefined> {
  if (wanted.image.imageModel === undefined) return undefined;
  const name = isDefault(wanted, using) ? undefined : wanted.model;
  return using.parameters.get(modelParameter(using.stage, name));
}

function isDefault(
  { model }: Pick<Wanted, 'model'>,
  { declared }: Pick<PublishedModels, 'declared'>,
): boolean {
  return model === defaultModel(declared);
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
