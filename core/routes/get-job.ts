import * as z from 'zod';
import { JobId } from '../job-id.ts';
import { JobView } from '../job-view.ts';
import type { Route } from '../route.ts';

export const getJobRoute = {
  method: 'GET',
  path: '/jobs/{id}',
  summary: 'Tells how a job stands.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({ wait: z.string().optional() }),
  answers: { 200: { means: 'The job.', json: JobView } },
  problems: ['not-available'],
} as const satisfies Route;
