import * as z from 'zod';
import { JobId } from '../job-id.ts';
import type { Route } from '../route.ts';
import { Timeline } from '../timeline.ts';

export const getTimelineRoute = {
  method: 'GET',
  path: '/jobs/{id}/timeline',
  summary: 'Tells what happened to a job, in order.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  answers: { 200: { means: 'All that happened so far.', json: Timeline } },
  problems: [],
} as const satisfies Route;
