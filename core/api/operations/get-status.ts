import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { JobStatusView } from '../../view/job-view.ts';
import type { Operation } from '../operation.ts';

export const getStatusOperation = {
  method: 'GET',
  path: '/status/{id}',
  summary: 'Tells in few words how a job stands.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: { 200: { means: 'Its status.', json: JobStatusView } },
  problems: [],
} as const satisfies Operation;
