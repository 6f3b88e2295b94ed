import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { JobView } from '../../view/job-view.ts';
import type { Operation } from '../operation.ts';

export const cancelJobOperation = {
  method: 'POST',
  path: '/jobs/{id}/cancel',
  summary: 'Cancels a job that has not ended. Once it is cancelled, asking again changes nothing.',
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  answers: {
    200: { means: 'The job, which is cancelled. Its instance is being ended.', json: JobView },
  },
  problems: ['not-in-this-state'],
} as const satisfies Operation;
