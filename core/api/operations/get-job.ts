import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { JobView } from '../../view/job-view.ts';
import { wholeNumber } from '../query.ts';
import type { Operation } from '../operation.ts';

export const getJobOperation = {
  method: 'GET',
  path: '/jobs/{id}',
  summary: 'Tells how a job stands; with `wait`, not before it changes.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({
    wait: wholeNumber(z.int().min(0).max(20))
      .default(0)
      .describe('So many seconds the answer may wait for a change; it comes earlier with one.'),
  }),
  answers: {
    200: {
      means: 'The job. With Retry-After: too many requests are held open to wait now.',
      json: JobView,
    },
  },
  problems: [],
} as const satisfies Operation;
