import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { MOST_VERSIONS } from '../../editing/edit.ts';
import { EditsView } from '../../view/edits-view.ts';
import type { Operation } from '../operation.ts';
import { wholeNumber } from '../query.ts';

export const listEditsOperation = {
  method: 'GET',
  path: '/jobs/{id}/edits',
  summary: "Lists what people edited in a job's transcript, version by version.",
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({
    after: wholeNumber(z.int().min(0).max(MOST_VERSIONS))
      .default(0)
      .describe('Lists the versions after this one.'),
  }),
  answers: { 200: { means: 'Up to 100 versions, the oldest first.', json: EditsView } },
  problems: ['kept-no-longer'],
} as const satisfies Operation;
