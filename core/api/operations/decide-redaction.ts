import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';
import { NewDecisions } from '../../redaction/found.ts';
import { RedactionView } from '../../view/redaction-view.ts';

export const decideRedactionOperation = {
  method: 'POST',
  path: '/jobs/{id}/redaction',
  summary: 'Takes decisions about what was found, and makes the copy of the text anew.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  body: NewDecisions,
  answers: {
    200: { means: 'The copy as it is now; its sound is made once only.', json: RedactionView },
  },
  problems: ['not-yet', 'not-in-this-state', 'kept-no-longer'],
} as const satisfies Operation;
