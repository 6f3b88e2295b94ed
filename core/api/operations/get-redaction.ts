import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';
import { RedactionView } from '../../view/redaction-view.ts';

export const getRedactionOperation = {
  method: 'GET',
  path: '/jobs/{id}/redaction',
  summary: 'Says what was found for the redacted copy, for a person to confirm.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: {
    200: { means: 'What was found, and what was decided.', json: RedactionView },
  },
  problems: ['not-yet', 'kept-no-longer'],
} as const satisfies Operation;
