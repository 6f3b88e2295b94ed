/**
 * Checks that machines can get a job's model before one is paid for: the default is on every image,
 * others are on the image or published.
 */
import { imageModelsParameter, modelParameter, type Parameters } from '../../aws/parameters.ts';
import { JobFailure } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { defaultModel } from '../../transcript/model-name.ts';

interface Published {
  parameters: Pick<Parameters, 'get'>;
  stage: string;
  imageParameter: string;
  /** Models that the deployment declares, the default first. */
  models: readonly string[];
}

/** @throws JobFailure Misconfigured */
export async function assertAvailable(
  { model }: Pick<Job, 'model'>,
  { parameters, stage, imageParameter, models }: Published,
): Promise<void> {
  if (model === defaultModel(models)) return;
  if ((await parameters.get(modelParameter(stage, model))) !== undefined) return;
  const image = await parameters.get(imageParameter);
  // Without an image, the launch says so.
  if (image === undefined) return;
  const onImage = await parameters.get(imageModelsParameter(stage, image));
  if (onImage?.split(',').includes(model)) return;
  throw new JobFailure(
    'Misconfigured',
    `The model ${model} is declared, but it is not on the machine image ${image} and not published beside it. An operator has to build an image with it (npm run ami -- --model A,B), or to run: npm run model -- publish MODEL --beside.`,
  );
}
