/** Checks that machines can get a job's model: the default is on the image, others must be published. */
import { modelParameter, type Parameters } from '../../aws/parameters.ts';
import { JobFailure } from '../../base/job-errors.ts';
import type { Job } from '../../job/job.ts';
import { DEFAULT_MODEL } from '../../transcript/model-name.ts';

interface Published {
  parameters: Pick<Parameters, 'get'>;
  stage: string;
}

/** @throws JobFailure Misconfigured */
export async function assertPublished(
  { model }: Pick<Job, 'model'>,
  { parameters, stage }: Published,
): Promise<void> {
  if (model === DEFAULT_MODEL) return;
  const name = modelParameter(stage, model);
  if ((await parameters.get(name)) !== undefined) return;
  throw new JobFailure(
    'Misconfigured',
    `The model ${model} is declared, and not published: the parameter ${name} does not exist. An operator has to run: npm run model -- publish MODEL --beside.`,
  );
}
