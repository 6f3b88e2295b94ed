/** Body of POST /jobs/{id}/analyses: analyses of a transcript that is there. */
import * as z from 'zod';
import { RequestedAnalyses } from '../analysis/analysis-request.ts';
import { CreateJobRequest } from './job-request.ts';

const { webhook, deadline, maxCostUsd, metadata } = CreateJobRequest.shape;

export const CreateAnalysesRequest = z
  .strictObject({
    analysis: RequestedAnalyses.describe('As in POST /jobs.'),
    ...{ webhook, deadline, maxCostUsd, metadata },
  })
  .meta({ id: 'CreateAnalyses', examples: [{ analysis: { preset: 'summary' } }] });
export type CreateAnalysesRequest = z.infer<typeof CreateAnalysesRequest>;

/** Later jobs that one transcript may have: GET /jobs/{id}/analysis reads all of them. */
export const MAX_LATER_ANALYSES = 20;
