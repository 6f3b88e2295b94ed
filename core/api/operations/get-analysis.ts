import * as z from 'zod';
import { AnalysisDocument, AnalysisFormat } from '../../analysis/analysis.ts';
import { ANALYSIS_CONTENT_TYPES } from '../../analysis/documents/render-analyses.ts';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';

export const getAnalysisOperation = {
  method: 'GET',
  path: '/jobs/{id}/analysis',
  summary:
    "Gives the analyses of a job's transcript, while they are made as well: then some are pending.",
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({ format: AnalysisFormat.default('json') }),
  answers: {
    200: {
      means: 'Its own analyses and those of later jobs, in the format that was asked for.',
      json: AnalysisDocument,
      text: [ANALYSIS_CONTENT_TYPES.txt, ANALYSIS_CONTENT_TYPES.md],
      binary: [ANALYSIS_CONTENT_TYPES.docx],
    },
    303: {
      means: 'The document is larger than 4 MB, and lies elsewhere.',
      headers: { Location: 'A signed address, good for 15 minutes.' },
    },
  },
  problems: ['kept-no-longer'],
} as const satisfies Operation;
