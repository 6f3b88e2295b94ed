import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import type { Operation } from '../operation.ts';
import { Timeline } from '../../job/timeline.ts';

export const getTimelineOperation = {
  method: 'GET',
  path: '/jobs/{id}/timeline',
  summary: 'Tells what happened to a job, in order.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: { 200: { means: 'All that happened so far.', json: Timeline } },
  problems: [],
} as const satisfies Operation;
