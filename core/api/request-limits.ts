/** Rejects deadlines and cost ceilings that no machine could meet, before a job is created. */
import { minimumBudgetUsd } from '../costs/cost-ceiling.ts';
import type { CreateJobRequest } from '../job/job-request.ts';
import { RequestRefused } from './request-refused.ts';

/** Instance types and region of this deployment. */
export interface Affordable {
  instanceTypes: readonly string[];
  region: string;
}

/** @throws RequestRefused */
export function assertWithinLimits(
  { deadline, maxCostUsd }: Pick<CreateJobRequest, 'deadline' | 'maxCostUsd'>,
  { instanceTypes, region }: Affordable,
  now: Date,
): void {
  if (deadline !== undefined && Date.parse(deadline) <= now.getTime()) {
    throw new RequestRefused('invalid', 'The deadline has passed.', 'deadline');
  }
  if (maxCostUsd === undefined) return;
  const least = minimumBudgetUsd(instanceTypes, region);
  if (least === undefined) {
    const types = instanceTypes.join(', ');
    throw new RequestRefused(
      'not-available',
      `This deployment has no recorded price for ${types} in ${region}, so it cannot promise a ceiling.`,
      'maxCostUsd',
    );
  }
  if (maxCostUsd < least) {
    throw new RequestRefused(
      'invalid',
      `That pays for no instance: it has to be at least ${least}.`,
      'maxCostUsd',
    );
  }
}
